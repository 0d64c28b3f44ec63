package dev.sise.market;

import java.io.Serializable;
import java.util.Objects;

/**
 * The short code (단축코드) of an instrument on the Korea Exchange: six characters out of 0-9 and A-Z, at least one of them
 * a digit. It is text: {@code 000020} and {@code 0015N0} are codes like any other, and a letter says nothing about the
 * class (see {@link InstrumentClass}).
 *
 * <p>Ordered as text. Immutable and safe to share between threads.
 *
 * @param code the six characters
 */
public record Ticker(String code) implements Comparable<Ticker>, Serializable {

    private static final int LENGTH = 6;
    private static final int K_OTC_LENGTH = 10;
    private static final int SHOWN_LENGTH = 32;
    private static final String RULE =
            "a ticker has six characters, digits and capital letters, at least one of them a digit";

    /**
     * Accepts a code that is already in its canonical form.
     *
     * @throws IllegalArgumentException if it is not; use {@link #parse} for text from outside
     */
    public Ticker {
        Refusal refusal = refusalOf(code);
        if (refusal != null) {
            throw new IllegalArgumentException(message(refusal, code));
        }
    }

    /**
     * The ticker of a code in its canonical form.
     *
     * @throws IllegalArgumentException if the code is not in it, for example lower case or with a venue suffix
     */
    public static Ticker of(String canonical) {
        return new Ticker(canonical);
    }

    /**
     * Reads a code as people, clients and Kiwoom write it: white space around it is dropped, ASCII letters become capitals,
     * {@code _NX} or {@code _AL} at the end names the venue, and one {@code A} (stock) or {@code Q} (ETN) in front of six
     * more characters is dropped.
     *
     * @param text any text, also null; never throws
     */
    public static Parsed parse(String text) {
        if (text == null || text.isBlank()) {
            return new Refused(Refusal.EMPTY, message(Refusal.EMPTY, text));
        }
        String stripped = text.strip();
        if (stripped.length() > K_OTC_LENGTH + Venue.NXT.suffix().length()) {
            return new Refused(Refusal.LENGTH, message(Refusal.LENGTH, text));
        }
        String code = upperCase(stripped);
        Venue venue = Venue.KRX;
        if (code.endsWith(Venue.NXT.suffix())) {
            venue = Venue.NXT;
        } else if (code.endsWith(Venue.UNIFIED.suffix())) {
            venue = Venue.UNIFIED;
        }
        code = code.substring(0, code.length() - venue.suffix().length());
        if (code.length() == LENGTH + 1 && (code.charAt(0) == 'A' || code.charAt(0) == 'Q')) {
            code = code.substring(1);
        }
        Refusal refusal = refusalOf(code);
        return refusal == null ? new Accepted(new Ticker(code), venue) : new Refused(refusal, message(refusal, text));
    }

    @Override
    public int compareTo(Ticker other) {
        return code.compareTo(other.code);
    }

    /** The code itself, so that keys and messages can be concatenated. */
    @Override
    public String toString() {
        return code;
    }

    private static Refusal refusalOf(String code) {
        if (code == null || code.isEmpty()) {
            return Refusal.EMPTY;
        }
        if (code.length() != LENGTH) {
            return code.length() == K_OTC_LENGTH && hasOnlyDigits(code) ? Refusal.K_OTC : Refusal.LENGTH;
        }
        boolean digitSeen = false;
        for (int i = 0; i < LENGTH; i++) {
            char c = code.charAt(i);
            if (isDigit(c)) {
                digitSeen = true;
            } else if (c < 'A' || c > 'Z') {
                return Refusal.CHARACTERS;
            }
        }
        return digitSeen ? null : Refusal.NO_DIGIT;
    }

    private static boolean hasOnlyDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** ASCII only: String.toUpperCase would turn a dotless i into a letter that was never written. */
    private static String upperCase(String text) {
        StringBuilder upper = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            upper.append(c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c);
        }
        return upper.toString();
    }

    private static String message(Refusal refusal, String value) {
        return RULE
                + switch (refusal) {
                    case EMPTY -> "; this one is empty";
                    case K_OTC -> "; ten digits are K-OTC, which is not served: " + shown(value);
                    case LENGTH -> "; this one has another length: " + shown(value);
                    case CHARACTERS -> "; this one has another character: " + shown(value);
                    case NO_DIGIT -> "; this one has no digit: " + shown(value);
                };
    }

    private static String shown(String value) {
        return value.length() <= SHOWN_LENGTH
                ? "'" + value + "'"
                : "'" + value.substring(0, SHOWN_LENGTH) + "' and " + (value.length() - SHOWN_LENGTH)
                        + " more characters";
    }

    /** What {@link Ticker#parse} made of a text. */
    public sealed interface Parsed {}

    /** A ticker, and the venue its suffix named. */
    public record Accepted(Ticker ticker, Venue venue) implements Parsed {
        public Accepted {
            Objects.requireNonNull(ticker, "ticker");
            Objects.requireNonNull(venue, "venue");
        }
    }

    /** No ticker: why, as a stable code and as a sentence that states the rule and the value. */
    public record Refused(Refusal refusal, String message) implements Parsed {
        public Refused {
            Objects.requireNonNull(refusal, "refusal");
            Objects.requireNonNull(message, "message");
        }
    }
}
