package dev.sise.connector.kiwoom;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Bytes of a {@link KiwoomEvent}: one byte for the kind, then its fields in order. A new kind takes a new byte; a byte never
 * changes its meaning.
 */
public final class KiwoomEventSerializer extends TypeSerializerSingleton<KiwoomEvent> {
    static final KiwoomEventSerializer INSTANCE = new KiwoomEventSerializer();

    private static final long serialVersionUID = 1L;
    private static final byte TRADE = 1;
    private static final byte REJECTED = 2;
    private static final byte EXPECTED = 3;
    private static final byte WARRANT_THEORY = 4;
    private static final byte WARRANT_INDICATORS = 5;
    private static final byte MARKET_STATE = 6;
    private static final byte VOLATILITY_INTERRUPTION = 7;
    private static final byte QUOTE = 8;
    private static final byte NO_QUOTE = 9;
    private static final byte GAP = 10;

    @Override
    public void serialize(KiwoomEvent event, DataOutputView target) throws IOException {
        if (event instanceof KiwoomEvent.Trade trade) {
            writeCommon(TRADE, event, target);
            target.writeUTF(trade.item());
            target.writeInt(trade.time());
            target.writeLong(trade.price());
            target.writeLong(trade.change());
            target.writeInt(trade.changeRate());
            target.writeLong(trade.cumulativeVolume());
            target.writeLong(trade.volume());
        } else if (event instanceof KiwoomEvent.Rejected rejected) {
            writeCommon(REJECTED, event, target);
            target.writeUTF(rejected.reason().code());
            target.writeUTF(rejected.detail());
            byte[] raw = rejected.raw();
            target.writeInt(raw.length);
            target.write(raw);
        } else if (event instanceof KiwoomEvent.Expected expected) {
            writeCommon(EXPECTED, event, target);
            target.writeUTF(expected.item());
            target.writeInt(expected.time());
            target.writeLong(expected.price());
            target.writeLong(expected.change());
            target.writeInt(expected.changeRate());
            writeOptional(expected.quantity(), target);
        } else if (event instanceof KiwoomEvent.WarrantTheory theory) {
            writeCommon(WARRANT_THEORY, event, target);
            target.writeUTF(theory.item());
            target.writeInt(theory.time());
            writeOptional(theory.price(), target);
            writeOptional(theory.theoryPrice(), target);
            writeOptional(theory.impliedVolatility(), target);
            writeOptional(theory.bidImpliedVolatility(), target);
            writeOptional(theory.delta(), target);
            writeOptional(theory.gamma(), target);
            writeOptional(theory.theta(), target);
            writeOptional(theory.vega(), target);
            writeOptional(theory.rho(), target);
        } else if (event instanceof KiwoomEvent.WarrantIndicators indicators) {
            writeCommon(WARRANT_INDICATORS, event, target);
            target.writeUTF(indicators.item());
            target.writeInt(indicators.time());
            writeOptional(indicators.parity(), target);
            writeOptional(indicators.premium(), target);
            writeOptional(indicators.gearing(), target);
            writeOptional(indicators.breakEvenRate(), target);
            writeOptional(indicators.capitalSupport(), target);
        } else if (event instanceof KiwoomEvent.MarketState state) {
            writeCommon(MARKET_STATE, event, target);
            target.writeUTF(state.code());
            writeOptional(state.time(), target);
            writeOptional(state.remainingSeconds(), target);
        } else if (event instanceof KiwoomEvent.VolatilityInterruption interruption) {
            writeCommon(VOLATILITY_INTERRUPTION, event, target);
            target.writeUTF(interruption.item());
            target.writeUTF(interruption.action().name());
            target.writeUTF(interruption.cause().map(Enum::name).orElse(""));
            writeOptional(interruption.time(), target);
            writeOptional(interruption.releaseTime(), target);
            writeOptional(interruption.price(), target);
            writeOptional(interruption.staticReference(), target);
            writeOptional(interruption.dynamicReference(), target);
        } else if (event instanceof KiwoomEvent.Quote quote) {
            writeCommon(QUOTE, event, target);
            target.writeUTF(quote.item());
            target.writeInt(quote.date());
            target.writeInt(quote.time());
            target.writeLong(quote.price());
            target.writeLong(quote.change());
            target.writeInt(quote.changeRate());
            target.writeLong(quote.cumulativeVolume());
            target.writeBoolean(quote.bySession());
            target.writeBoolean(quote.warrant().isPresent());
            if (quote.warrant().isPresent()) {
                WarrantTerms terms = quote.warrant().get();
                writeOptional(terms.strike(), target);
                writeOptional(terms.expiry(), target);
                writeOptional(terms.conversionRatio(), target);
                writeOptional(terms.theoryPrice(), target);
                writeOptional(terms.impliedVolatility(), target);
            }
        } else if (event instanceof KiwoomEvent.NoQuote none) {
            writeCommon(NO_QUOTE, event, target);
            target.writeUTF(none.item());
            target.writeBoolean(none.known());
            target.writeBoolean(none.bySession());
        } else if (event instanceof KiwoomEvent.Gap gap) {
            writeCommon(GAP, event, target);
            target.writeUTF(gap.item());
            target.writeLong(gap.since());
        } else {
            throw new IOException("Every kind of KiwoomEvent has a serialised form, " + event.getClass() + " has none");
        }
    }

    @Override
    public KiwoomEvent deserialize(DataInputView source) throws IOException {
        byte kind = source.readByte();
        long receivedAt = source.readLong();
        FramePosition position =
                new FramePosition(source.readUTF(), source.readLong(), source.readLong(), source.readInt());
        return switch (kind) {
            case TRADE ->
                new KiwoomEvent.Trade(
                        source.readUTF(),
                        source.readInt(),
                        source.readLong(),
                        source.readLong(),
                        source.readInt(),
                        source.readLong(),
                        source.readLong(),
                        receivedAt,
                        position);
            case REJECTED ->
                new KiwoomEvent.Rejected(
                        RejectReason.ofCode(source.readUTF()),
                        source.readUTF(),
                        readBytes(source),
                        receivedAt,
                        position);
            case EXPECTED ->
                new KiwoomEvent.Expected(
                        source.readUTF(),
                        source.readInt(),
                        source.readLong(),
                        source.readLong(),
                        source.readInt(),
                        readLong(source),
                        receivedAt,
                        position);
            case WARRANT_THEORY ->
                new KiwoomEvent.WarrantTheory(
                        source.readUTF(),
                        source.readInt(),
                        readLong(source),
                        readLong(source),
                        readLong(source),
                        readLong(source),
                        readLong(source),
                        readLong(source),
                        readLong(source),
                        readLong(source),
                        readLong(source),
                        receivedAt,
                        position);
            case WARRANT_INDICATORS ->
                new KiwoomEvent.WarrantIndicators(
                        source.readUTF(),
                        source.readInt(),
                        readLong(source),
                        readLong(source),
                        readLong(source),
                        readLong(source),
                        readLong(source),
                        receivedAt,
                        position);
            case MARKET_STATE ->
                new KiwoomEvent.MarketState(source.readUTF(), readInt(source), readInt(source), receivedAt, position);
            case VOLATILITY_INTERRUPTION ->
                new KiwoomEvent.VolatilityInterruption(
                        source.readUTF(),
                        KiwoomEvent.VolatilityInterruption.Action.valueOf(source.readUTF()),
                        readCause(source),
                        readInt(source),
                        readInt(source),
                        readLong(source),
                        readLong(source),
                        readLong(source),
                        receivedAt,
                        position);
            case QUOTE -> readQuote(source, receivedAt, position);
            case NO_QUOTE ->
                new KiwoomEvent.NoQuote(
                        source.readUTF(), source.readBoolean(), source.readBoolean(), receivedAt, position);
            case GAP -> new KiwoomEvent.Gap(source.readUTF(), source.readLong(), receivedAt, position);
            default -> throw new IOException("The kind of a KiwoomEvent is " + TRADE + " to " + GAP + ", was " + kind);
        };
    }

    private static KiwoomEvent.Quote readQuote(DataInputView source, long receivedAt, FramePosition position)
            throws IOException {
        String item = source.readUTF();
        int date = source.readInt();
        int time = source.readInt();
        long price = source.readLong();
        long change = source.readLong();
        int changeRate = source.readInt();
        long cumulativeVolume = source.readLong();
        boolean bySession = source.readBoolean();
        Optional<WarrantTerms> warrant = Optional.empty();
        if (source.readBoolean()) {
            warrant = Optional.of(new WarrantTerms(
                    readLong(source), readInt(source), readLong(source), readLong(source), readLong(source)));
        }
        return new KiwoomEvent.Quote(
                item,
                date,
                time,
                price,
                change,
                changeRate,
                cumulativeVolume,
                warrant,
                bySession,
                receivedAt,
                position);
    }

    private static Optional<KiwoomEvent.VolatilityInterruption.Cause> readCause(DataInputView source)
            throws IOException {
        String name = source.readUTF();
        return name.isEmpty() ? Optional.empty() : Optional.of(KiwoomEvent.VolatilityInterruption.Cause.valueOf(name));
    }

    private static byte[] readBytes(DataInputView source) throws IOException {
        byte[] bytes = new byte[source.readInt()];
        source.readFully(bytes);
        return bytes;
    }

    private static void writeOptional(OptionalLong value, DataOutputView target) throws IOException {
        target.writeBoolean(value.isPresent());
        if (value.isPresent()) {
            target.writeLong(value.getAsLong());
        }
    }

    private static void writeOptional(OptionalInt value, DataOutputView target) throws IOException {
        target.writeBoolean(value.isPresent());
        if (value.isPresent()) {
            target.writeInt(value.getAsInt());
        }
    }

    private static OptionalLong readLong(DataInputView source) throws IOException {
        return source.readBoolean() ? OptionalLong.of(source.readLong()) : OptionalLong.empty();
    }

    private static OptionalInt readInt(DataInputView source) throws IOException {
        return source.readBoolean() ? OptionalInt.of(source.readInt()) : OptionalInt.empty();
    }

    private static void writeCommon(byte kind, KiwoomEvent event, DataOutputView target) throws IOException {
        target.writeByte(kind);
        target.writeLong(event.receivedAt());
        FramePosition position = event.position();
        target.writeUTF(position.appKeyId());
        target.writeLong(position.session());
        target.writeLong(position.frame());
        target.writeInt(position.row());
    }

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public KiwoomEvent createInstance() {
        return new KiwoomEvent.Trade("", 0, 0, 0, 0, 0, 0, 0, new FramePosition("", 0, 0, 0));
    }

    @Override
    public KiwoomEvent copy(KiwoomEvent from) {
        return from;
    }

    @Override
    public KiwoomEvent copy(KiwoomEvent from, KiwoomEvent reuse) {
        return from;
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public KiwoomEvent deserialize(KiwoomEvent reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    @Override
    public TypeSerializerSnapshot<KiwoomEvent> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Written beside state that holds events; Flink creates it by reflection. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<KiwoomEvent> {
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
