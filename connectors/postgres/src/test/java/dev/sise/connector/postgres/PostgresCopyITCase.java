package dev.sise.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.testkit.EmbeddedPostgres;
import dev.sise.testkit.Leaks;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real server. */
class PostgresCopyITCase {
    private static EmbeddedPostgres postgres;
    private static PostgresAddress address;
    private static Leaks leaks;

    private Connection connection;

    @BeforeAll
    static void startServer() {
        leaks = Leaks.watch();
        postgres = EmbeddedPostgres.start();
        address = PostgresAddress.of(postgres.createDatabase("copy"), postgres.user(), Optional::empty);
    }

    @AfterAll
    static void stopServer() {
        postgres.close();
        leaks.assertNone();
    }

    @BeforeEach
    void connect() throws SQLException {
        connection = address.connect();
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
    }

    @Test
    void readsEveryTypeAndEveryEndOfItsRange() throws Exception {
        List<String> rows = new ArrayList<>();
        try (PostgresCopy row = PostgresCopy.open(
                connection,
                """
                SELECT * FROM (VALUES
                    ('005930', DATE '2026-07-01', 0::bigint, NULL::bigint),
                    ('005930', DATE '1970-01-01', 9223372036854775807, 7),
                    ('삼성', DATE '0001-01-01', -9223372036854775808, NULL),
                    ('', DATE '1999-12-31', 1, -1)) v
                """)) {
            while (row.next()) {
                rows.add(row.text() + " " + LocalDate.ofEpochDay(row.day()) + " " + row.number() + " "
                        + row.numberOr(42));
            }
        }

        assertThat(rows)
                .containsExactly(
                        "005930 2026-07-01 0 42",
                        "005930 1970-01-01 9223372036854775807 7",
                        "삼성 0001-01-01 -9223372036854775808 42",
                        " 1999-12-31 1 -1");
        assertUsable();
    }

    @Test
    void readsManyRowsInOrderAndNoRows() throws Exception {
        long count = 0;
        try (PostgresCopy row = PostgresCopy.open(connection, "SELECT i::bigint FROM generate_series(1, 200000) i")) {
            while (row.next()) {
                count++;
                assertThat(row.number()).isEqualTo(count);
            }
        }
        assertThat(count).isEqualTo(200_000);
        try (PostgresCopy row = PostgresCopy.open(connection, "SELECT 1::bigint WHERE false")) {
            assertThat(row.next()).isFalse();
        }
        assertUsable();
    }

    /** Rows that came before are no result: the caller must not take them for all. */
    @Test
    void failsWhereTheServerFailsOnTheWay() throws Exception {
        List<Long> read = new ArrayList<>();

        assertThatThrownBy(() -> {
                    try (PostgresCopy row = PostgresCopy.open(
                            connection, "SELECT (100 / (50000 - i))::bigint FROM generate_series(1, 60000) i")) {
                        while (row.next()) {
                            read.add(row.number());
                        }
                    }
                })
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("division by zero");
        assertThat(read).hasSize(49_999);
        assertUsable();
    }

    /** A cancellation could come late and hit the next statement. */
    @Test
    void closesTheConnectionWhereRowsAreLeft() throws Exception {
        try (PostgresCopy row = PostgresCopy.open(connection, "SELECT i::bigint FROM generate_series(1, 1000000) i")) {
            assertThat(row.next()).isTrue();
        }

        assertThat(connection.isClosed()).isTrue();
    }

    @Test
    void refusesAColumnOfAnotherTypeAndNamesTheQuery() throws Exception {
        try (PostgresCopy row = PostgresCopy.open(connection, "SELECT 1::integer, NULL::text")) {
            assertThat(row.next()).isTrue();
            assertThatThrownBy(row::number)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("A column must be a bigint, but has 4 bytes in: SELECT 1::integer, NULL::text");
        }
    }

    @Test
    void refusesANullAndNamesTheQuery() throws Exception {
        try (PostgresCopy row = PostgresCopy.open(connection, "SELECT NULL::text")) {
            assertThat(row.next()).isTrue();
            assertThatThrownBy(row::text)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("A column must not be NULL, but is in: SELECT NULL::text");
        }
    }

    @Test
    void passesOverColumnsThatAreNotTaken() throws Exception {
        List<Long> numbers = new ArrayList<>();
        try (PostgresCopy row =
                PostgresCopy.open(connection, "SELECT i::bigint, 'text', NULL::date FROM generate_series(1, 3) i")) {
            while (row.next()) {
                numbers.add(row.number());
            }
        }

        assertThat(numbers).containsExactly(1L, 2L, 3L);
        assertUsable();
    }

    @Test
    void quotesEveryText() throws Exception {
        for (String text : List.of("005930", "O'Brien", "back\\slash", "'; DROP TABLE x; --", "\\'", "")) {
            for (String standard : List.of("on", "off")) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("SET standard_conforming_strings = " + standard);
                }
                try (PostgresCopy row =
                        PostgresCopy.open(connection, "SELECT " + PostgresCopy.quoted(text) + "::text")) {
                    assertThat(row.next()).isTrue();
                    assertThat(row.text()).isEqualTo(text);
                    assertThat(row.next()).isFalse();
                }
            }
        }
        assertThatThrownBy(() -> PostgresCopy.quoted("\0")).isInstanceOf(IllegalArgumentException.class);
    }

    private void assertUsable() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet one = statement.executeQuery("SELECT 1")) {
            assertThat(one.next()).isTrue();
        }
    }
}
