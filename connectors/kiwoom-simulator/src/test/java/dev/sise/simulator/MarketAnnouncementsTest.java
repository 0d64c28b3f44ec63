package dev.sise.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;

class MarketAnnouncementsTest {

    private static final LocalDateTime FRIDAY_TEN = LocalDateTime.of(2026, 11, 20, 10, 0);

    @Test
    void whatLiesBeforeTheStartIsNotAnnounced() {
        assertThat(new MarketAnnouncements(FRIDAY_TEN).due(FRIDAY_TEN.plusMinutes(1)))
                .isEmpty();
    }

    @Test
    void theOpenIsCountedDownToInMinutes() {
        MarketAnnouncements announcements = new MarketAnnouncements(FRIDAY_TEN.withHour(8));

        assertThat(announcements.due(FRIDAY_TEN.withHour(8).withMinute(50)))
                .map(RowText::toString)
                .containsExactly("{\"values\":{\"215\":\"0\",\"20\":\"085000\",\"214\":\"001000\"},\"type\":\"0s\","
                        + "\"name\":\"장시작시간\",\"item\":\"\"}");
        assertThat(announcements.due(FRIDAY_TEN.withHour(8).withMinute(50))).isEmpty();
        assertThat(announcements.due(FRIDAY_TEN.withHour(9)))
                .hasSize(10)
                .last()
                .asString()
                .contains("\"215\":\"3\",\"20\":\"090000\",\"214\":\"000000\"");
    }

    @Test
    void aClockThatJumpsToAnotherDayHearsOfThatDayOnly() {
        MarketAnnouncements announcements = new MarketAnnouncements(FRIDAY_TEN);

        assertThat(announcements.due(FRIDAY_TEN.plusDays(1))).isEmpty();
        assertThat(announcements.due(FRIDAY_TEN.plusDays(3))).hasSize(11);
        assertThat(announcements.due(FRIDAY_TEN.plusDays(3).withHour(21)))
                .hasSize(14)
                .last()
                .asString()
                .contains("\"215\":\"9\"");
    }
}
