package dev.sise.simulator;

import java.util.Optional;

/**
 * A code as a client writes it: bare for KRX, {@code _NX} for NXT, {@code _AL} for both. Answers and rows echo the suffix.
 */
record Item(String code, String suffix) {

    /** The suffixes under which one instrument can be registered, the bare code first. */
    static final String[] SUFFIXES = {"", "_NX", "_AL"};

    /** Empty for an empty item; says nothing about whether the code exists. */
    static Optional<Item> parse(String text) {
        for (int index = SUFFIXES.length - 1; index >= 0; index--) {
            String suffix = SUFFIXES[index];
            if (text.endsWith(suffix) && text.length() > suffix.length()) {
                return Optional.of(new Item(text.substring(0, text.length() - suffix.length()), suffix));
            }
        }
        return Optional.empty();
    }
}
