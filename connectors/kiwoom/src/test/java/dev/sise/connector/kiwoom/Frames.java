package dev.sise.connector.kiwoom;

/** Frames as a server writes them, for tests. */
final class Frames {
    private Frames() {}

    static String real(String... rows) {
        return "{\"data\":[" + String.join(",", rows) + "],\"trnm\":\"REAL\"}";
    }

    /** A row of any type; {@code values} are the fields inside the braces. */
    static String row(String type, String item, String values) {
        return "{\"values\":{" + values + "},\"type\":\"" + type + "\",\"name\":\"이름\",\"item\":\"" + item + "\"}";
    }

    static String trade(
            String item,
            String time,
            String price,
            String change,
            String rate,
            String cumulativeVolume,
            String volume) {
        return "{\"values\":{\"20\":\"" + time + "\",\"10\":\"" + price + "\",\"11\":\"" + change + "\",\"12\":\""
                + rate
                + "\",\"27\":\"-316500\",\"15\":\"" + volume + "\",\"13\":\"" + cumulativeVolume
                + "\",\"1315\":\" 0\",\"9081\":\"KRX\"},\"type\":\"0B\",\"name\":\"주식체결\",\"item\":\"" + item + "\"}";
    }
}
