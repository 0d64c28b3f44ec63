package dev.sise.market;

import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The last price of a ticker as clients see it: the {@code data} object of a price message and the value under {@code price:<ticker>}. While
 * no price is known it may be the broker's word that there is none.
 *
 * @param tick the newest trade or poll row that counts; its price, change, rate, volume and event time are shown. Of kind
 *     {@link TickKind#NONE} while there is no price
 * @param noPrice why there is no price; null when there is one
 * @param elw what is known of a warrant, or null
 * @param expected what the running auction would trade at, or null
 * @param asOf last confirmation of the price, or of there being none, by a trade or a poll, in milliseconds of real time, UTC
 * @param offset what market time is ahead of real time, in milliseconds
 * @param feed what serves the ticker now
 * @param isElw whether the ticker is an equity-linked warrant
 * @param status state of the ticker's market when the update was made
 * @param epoch of the topic {@code ticks}, in milliseconds
 * @param seq offset of the ticker's newest record in {@code ticks}, whether or not it changed the price
 * @param join when the update was made, UTC milliseconds of real time
 * @param watched whether somebody demands the ticker: then it is published and kept longer
 */
@TypeInfo(PriceUpdate.InfoFactory.class)
public record PriceUpdate(
        Tick tick,
        NoPrice noPrice,
        ElwFigures elw,
        ExpectedPrice expected,
        long asOf,
        long offset,
        Feed feed,
        boolean isElw,
        MarketStatus status,
        long epoch,
        long seq,
        long join,
        boolean watched) {

    /** @throws IllegalArgumentException when the tick and the reason for having no price do not agree */
    public PriceUpdate {
        if (tick.kind() == TickKind.NONE ^ noPrice != null) {
            throw new IllegalArgumentException(
                    "an update has a reason for having no price if and only if its tick is of kind none, was "
                            + tick.kind().code() + " with " + noPrice);
        }
    }

    public String ticker() {
        return tick.ticker();
    }

    /** Hands {@link Serializer} to Flink. */
    public static final class InfoFactory extends TypeInfoFactory<PriceUpdate> {
        @Override
        public TypeInformation<PriceUpdate> createTypeInfo(Type type, Map<String, TypeInformation<?>> parameters) {
            return new CompactTypeInformation<>(PriceUpdate.class, new Serializer());
        }
    }

    /** Used only where the join and the sink are not chained. */
    public static final class Serializer extends CompactSerializer<PriceUpdate> {
        private static final Feed[] FEEDS = Feed.values();
        private static final MarketStatus[] STATUSES = MarketStatus.values();
        private static final NoPrice[] NO_PRICES = NoPrice.values();
        private static final int NONE = -1;

        private final Tick.Serializer ticks = new Tick.Serializer();

        @Override
        public void serialize(PriceUpdate update, DataOutputView target) throws IOException {
            ticks.serialize(update.tick, target);
            target.writeByte(update.noPrice == null ? NONE : update.noPrice.ordinal());
            target.writeBoolean(update.elw != null);
            if (update.elw != null) {
                update.elw.writeTo(target);
            }
            target.writeBoolean(update.expected != null);
            if (update.expected != null) {
                update.expected.writeTo(target);
            }
            target.writeLong(update.asOf);
            target.writeLong(update.offset);
            target.writeByte(update.feed.ordinal());
            target.writeBoolean(update.isElw);
            target.writeByte(update.status.ordinal());
            target.writeLong(update.epoch);
            target.writeLong(update.seq);
            target.writeLong(update.join);
            target.writeBoolean(update.watched);
        }

        @Override
        public PriceUpdate deserialize(DataInputView source) throws IOException {
            Tick tick = ticks.deserialize(source);
            int noPrice = source.readByte();
            return new PriceUpdate(
                    tick,
                    noPrice == NONE ? null : NO_PRICES[noPrice],
                    source.readBoolean() ? ElwFigures.readFrom(source) : null,
                    source.readBoolean() ? ExpectedPrice.readFrom(source) : null,
                    source.readLong(),
                    source.readLong(),
                    FEEDS[source.readByte()],
                    source.readBoolean(),
                    STATUSES[source.readByte()],
                    source.readLong(),
                    source.readLong(),
                    source.readLong(),
                    source.readBoolean());
        }

        @Override
        public TypeSerializerSnapshot<PriceUpdate> snapshotConfiguration() {
            return new Snapshot();
        }
    }

    /** Names {@link Serializer}; it has no settings. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<PriceUpdate> {
        public Snapshot() {
            super(Serializer::new);
        }
    }
}
