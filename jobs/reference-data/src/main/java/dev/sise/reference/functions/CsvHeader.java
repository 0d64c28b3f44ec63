package dev.sise.reference.functions;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/** The first line of a file: which column stands where. Names are compared without case; columns that nobody asks for are passed over. */
final class CsvHeader {
    private final Map<String, Integer> places = new HashMap<>();
    private final int columns;

    private CsvHeader(List<String> names) {
        columns = names.size();
        for (int i = 0; i < names.size(); i++) {
            places.putIfAbsent(names.get(i).toLowerCase(Locale.ROOT), i);
        }
    }

    /** @throws BrokenFileException where it is no header at all */
    static CsvHeader of(String line) throws BrokenFileException {
        try {
            // Some programs put the mark of their encoding in front.
            return new CsvHeader(CsvLine.fields(line.startsWith("\uFEFF") ? line.substring(1) : line));
        } catch (RefusedRowException e) {
            throw new BrokenFileException("its header cannot be read: " + e.getMessage());
        }
    }

    /**
     * The place of a column under any of its names.
     *
     * @throws BrokenFileException where there is none
     */
    int require(String... names) throws BrokenFileException {
        return find(names)
                .orElseThrow(() -> new BrokenFileException(
                        "its header must have the column " + String.join(" or ", names) + ", has " + places.keySet()));
    }

    /** The place of a column under any of its names. */
    OptionalInt find(String... names) {
        for (String name : names) {
            Integer place = places.get(name);
            if (place != null) {
                return OptionalInt.of(place);
            }
        }
        return OptionalInt.empty();
    }

    /**
     * The fields of a line below it.
     *
     * @throws RefusedRowException where there are more or fewer than in the header
     */
    List<String> fields(String line) throws RefusedRowException {
        List<String> fields = CsvLine.fields(line);
        if (fields.size() != columns) {
            throw new RefusedRowException(
                    RowRefusal.SHAPE,
                    "a line must have the " + columns + " fields of the header, had " + fields.size());
        }
        return fields;
    }
}
