package dev.sise.simulator;

/** A row of a REAL frame while it is written: values need no escaping. One buffer, emptied by {@link #start}. */
final class RowText {

    private final StringBuilder json = new StringBuilder(1_600);

    RowText start() {
        json.setLength(0);
        json.append("{\"values\":{");
        return this;
    }

    RowText put(String field, String value) {
        name(field).append(value).append('"');
        return this;
    }

    RowText put(String field, long value) {
        name(field).append(value).append('"');
        return this;
    }

    private StringBuilder name(String field) {
        if (json.charAt(json.length() - 1) != '{') {
            json.append(',');
        }
        return json.append('"').append(field).append("\":\"");
    }

    String close(String type, String name, String item) {
        return json.append("},\"type\":\"")
                .append(type)
                .append("\",\"name\":\"")
                .append(name)
                .append("\",\"item\":\"")
                .append(item)
                .append("\"}")
                .toString();
    }
}
