package dev.sise.connector.kiwoom;

import java.io.Serializable;
import java.util.List;

/** Which real-time types are registered for an item. Its answer for an item never changes. */
@FunctionalInterface
public interface ItemTypes extends Serializable {

    /**
     * One to ten of Kiwoom's type codes, case matters: {@code 0B} trades, {@code 0H} the expected price of an auction, {@code 0m}
     * and {@code 0u} what only an ELW has.
     *
     * @param item as it is demanded, with its venue suffix if it has one
     */
    List<String> of(String item);

    /** {@code 0B} and {@code 0H} for every item. */
    static ItemTypes standard() {
        return item -> List.of("0B", "0H");
    }
}
