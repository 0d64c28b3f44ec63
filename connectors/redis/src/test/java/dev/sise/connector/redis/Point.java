package dev.sise.connector.redis;

/** A point of a series of the tests. */
public record Point(String name, int day, String field, long value, long seq) {

    static final class Serializer implements DaySeriesSerializer<Point> {
        @Override
        public String key(Point point) {
            return point.name();
        }

        @Override
        public int day(Point point) {
            return point.day();
        }

        @Override
        public String field(Point point) {
            return point.field();
        }

        @Override
        public long value(Point point) {
            return point.value();
        }

        @Override
        public long seq(Point point) {
            return point.seq();
        }
    }
}
