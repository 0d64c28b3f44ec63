package dev.sise.connector.websocket;

import java.nio.charset.StandardCharsets;

/**
 * One value of a topic as the bytes that go over the wire: an unmasked, unfragmented WebSocket text frame (RFC 6455
 * section 5.2). It is made once and its array is shared by all connections, so nobody may write into it.
 */
final class Frame {
    private static final int FINAL_TEXT = 0x81;
    private static final int FINAL_PING = 0x89;
    private static final int LENGTH_IN_16_BITS = 126;
    private static final int LENGTH_IN_64_BITS = 127;
    private static final int MAX_16_BITS = 0xFFFF;

    private final Version version;
    private final byte[] bytes;

    private Frame(Version version, byte[] bytes) {
        this.version = version;
        this.bytes = bytes;
    }

    /** A text frame around UTF-8 bytes, which are copied. */
    static Frame text(Version version, byte[] payload) {
        return new Frame(version, framed(FINAL_TEXT, payload));
    }

    /** The bytes of a text frame that belongs to no topic. */
    static byte[] textBytes(String text) {
        return framed(FINAL_TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes of an empty ping. */
    static byte[] pingBytes() {
        return framed(FINAL_PING, new byte[0]);
    }

    Version version() {
        return version;
    }

    byte[] bytes() {
        return bytes;
    }

    private static byte[] framed(int opcode, byte[] payload) {
        int header = payload.length < LENGTH_IN_16_BITS ? 2 : payload.length <= MAX_16_BITS ? 4 : 10;
        byte[] frame = new byte[header + payload.length];
        frame[0] = (byte) opcode;
        if (header == 2) {
            frame[1] = (byte) payload.length;
        } else if (header == 4) {
            frame[1] = LENGTH_IN_16_BITS;
            frame[2] = (byte) (payload.length >>> 8);
            frame[3] = (byte) payload.length;
        } else {
            frame[1] = LENGTH_IN_64_BITS;
            for (int i = 0; i < Long.BYTES; i++) {
                frame[2 + i] = (byte) ((long) payload.length >>> (Long.SIZE - Byte.SIZE * (i + 1)));
            }
        }
        System.arraycopy(payload, 0, frame, header, payload.length);
        return frame;
    }
}
