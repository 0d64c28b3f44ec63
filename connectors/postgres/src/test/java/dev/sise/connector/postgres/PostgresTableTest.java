package dev.sise.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.connector.postgres.PostgresTable.Type;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PostgresTableTest {

    @Test
    void replacesARowOnlyByANewerOneThatDiffers() {
        PostgresTable<String> table = PostgresTable.<String>of("quotes")
                .key("code", Type.TEXT, row -> row)
                .key("day", Type.DATE, row -> row)
                .column("price", Type.NUMBER, row -> row)
                .version("seen_at", row -> Instant.EPOCH);

        assertThat(table.upsertStatement())
                .isEqualTo(
                        "INSERT INTO quotes (code, day, price, seen_at) VALUES (?, ?, ?, ?) ON CONFLICT (code, day) DO"
                                + " UPDATE SET price = EXCLUDED.price, seen_at = EXCLUDED.seen_at"
                                + " WHERE quotes.seen_at <= EXCLUDED.seen_at AND (quotes.price) IS DISTINCT FROM (EXCLUDED.price)");
    }

    @Test
    void keepsWhatIsThereOfAColumnThatIsNotTold() {
        PostgresTable<String> table = PostgresTable.<String>of("quotes")
                .key("code", Type.TEXT, row -> row)
                .columnIfTold("shares", Type.NUMBER, row -> null)
                .version("seen_at", row -> Instant.EPOCH);

        assertThat(table.upsertStatement())
                .endsWith("SET shares = coalesce(EXCLUDED.shares, quotes.shares), seen_at = EXCLUDED.seen_at WHERE"
                        + " quotes.seen_at <= EXCLUDED.seen_at AND (quotes.shares) IS DISTINCT FROM"
                        + " (coalesce(EXCLUDED.shares, quotes.shares))");
    }

    @Test
    void refusesWhatIsNoName() {
        assertThatThrownBy(() -> PostgresTable.of("quotes; DROP TABLE quotes"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "A name of a table or column is lower-case letters, digits and underscores, was 'quotes; DROP"
                                + " TABLE quotes'");
    }

    @Test
    void needsAKeyFirstAndAVersionForUpserts() {
        assertThatThrownBy(() -> PostgresTable.<String>of("quotes")
                        .column("price", Type.NUMBER, row -> row)
                        .key("code", Type.TEXT, row -> row))
                .hasMessage("The key code of quotes must come before the other columns");
        assertThatThrownBy(() -> PostgresTable.<String>of("quotes")
                        .key("code", Type.TEXT, row -> row)
                        .upsertStatement())
                .hasMessage("The table quotes needs a version to be upserted");
    }
}
