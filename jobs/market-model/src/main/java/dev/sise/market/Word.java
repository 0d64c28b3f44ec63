package dev.sise.market;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A value of a request that is one of a few words. */
interface Word {
    /** The word in JSON. */
    String code();

    /** @throws InvalidFieldException naming the field, its words and the value */
    static <W extends Word> W parse(String field, W[] words, String text) {
        for (W word : words) {
            if (word.code().equals(text)) {
                return word;
            }
        }
        List<String> codes = Arrays.stream(words).map(Word::code).toList();
        throw new InvalidFieldException(
                field,
                codes.stream().limit(codes.size() - 1L).collect(Collectors.joining(", ")) + " or "
                        + codes.get(codes.size() - 1),
                text);
    }
}
