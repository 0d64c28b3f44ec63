package dev.sise.connector.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what it encoded; refuses the text {@code unencodable}. */
final class QuoteSerializer implements LastValueSerializer<Quote> {
    final AtomicInteger encoded = new AtomicInteger();

    @Override
    public String key(Quote value) {
        return value.name();
    }

    @Override
    public long epoch(Quote value) {
        return value.epoch();
    }

    @Override
    public long seq(Quote value) {
        return value.seq();
    }

    @Override
    public Duration ttl(Quote value) {
        return value.published() ? Duration.ofSeconds(30) : Duration.ofMillis(9_001);
    }

    @Override
    public boolean publish(Quote value) {
        return value.published();
    }

    @Override
    public byte[] value(Quote value, long writeTimeMillis) {
        encoded.incrementAndGet();
        if (value.text().equals("unencodable")) {
            throw new IllegalStateException("cannot be encoded");
        }
        return value.text().getBytes(StandardCharsets.UTF_8);
    }
}
