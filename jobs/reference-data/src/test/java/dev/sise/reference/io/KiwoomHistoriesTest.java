package dev.sise.reference.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.connector.kiwoom.AnswerClass;
import dev.sise.connector.kiwoom.DailyCandle;
import dev.sise.connector.kiwoom.InvestorFlow;
import dev.sise.connector.kiwoom.KiwoomPage;
import dev.sise.connector.kiwoom.RefusedRow;
import dev.sise.connector.kiwoom.RejectReason;
import dev.sise.reference.functions.DailyBar;
import dev.sise.reference.functions.HistoryNotReadException.Failure;
import dev.sise.reference.functions.HistoryPage;
import dev.sise.reference.functions.NetBuying;
import dev.sise.reference.functions.RowRefusal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class KiwoomHistoriesTest {
    private static final LocalDate DATE = LocalDate.of(2026, 11, 27);
    private static final int DAY = (int) DATE.toEpochDay();

    @Test
    void readsCandlesRepairsThemAndKeepsHalts() {
        HistoryPage<DailyBar> page = KiwoomHistories.bars(new KiwoomPage<>(
                List.of(
                        new DailyCandle(DATE, 100, 99, 90, 95, 5, OptionalLong.of(7)),
                        new DailyCandle(DATE.minusDays(1), 0, 0, 0, 95, 0, OptionalLong.empty())),
                List.of(),
                Optional.of("next")));

        assertThat(page.rows())
                .containsExactly(
                        new DailyBar(DAY, 100, 100, 90, 95, 5, 7L), new DailyBar(DAY - 1, 0, 0, 0, 95, 0, null));
        assertThat(page.repaired()).isEqualTo(1);
        assertThat(page.nextKey()).contains("next");
    }

    @Test
    void tellsWhichDayARefusedRowWasOf() {
        HistoryPage<DailyBar> page = KiwoomHistories.bars(new KiwoomPage<>(
                List.of(new DailyCandle(LocalDate.of(1900, 1, 1), 1, 1, 1, 1, 1, OptionalLong.empty())),
                List.of(
                        new RefusedRow(RejectReason.NOT_A_NUMBER, "cur_prc must be a number", "{\"dt\":\"20261127\"}"),
                        new RefusedRow(RejectReason.BAD_DATE, "dt must be yyyyMMdd", "{\"dt\":\"x\"}"),
                        new RefusedRow(RejectReason.ROW_SHAPE, "a row is an object", "7")),
                Optional.empty()));

        assertThat(page.rows()).isEmpty();
        assertThat(page.refused())
                .extracting(HistoryPage.RefusedDay::day)
                .containsExactly(DAY, HistoryPage.NO_DAY, HistoryPage.NO_DAY, (int)
                        LocalDate.of(1900, 1, 1).toEpochDay());
        assertThat(page.refused())
                .extracting(HistoryPage.RefusedDay::reason)
                .containsExactly(RowRefusal.NUMBER, RowRefusal.DATE, RowRefusal.SHAPE, RowRefusal.DATE);
    }

    @Test
    void takesAPriceThatIsLeftOutForABlankDayUnlessTheDayIsLeftOutToo() {
        HistoryPage<DailyBar> page = KiwoomHistories.bars(new KiwoomPage<>(
                List.of(),
                List.of(
                        new RefusedRow(RejectReason.FIELD_ABSENT, "open_pric is absent", "{\"dt\":\"20261127\"}"),
                        new RefusedRow(RejectReason.FIELD_ABSENT, "dt is absent", "{\"dt\":\"\"}")),
                Optional.of("next")));

        assertThat(page.blankDays()).containsExactly(DAY);
        assertThat(page.refused()).extracting(HistoryPage.RefusedDay::day).containsExactly(HistoryPage.NO_DAY);
    }

    @Test
    void takesABlankFlowForAbsentUnlessNothingWasTraded() {
        HistoryPage<NetBuying> page = KiwoomHistories.flows(new KiwoomPage<>(
                List.of(
                        flow(0, OptionalLong.of(5), OptionalLong.of(-6), OptionalLong.of(100)),
                        flow(1, OptionalLong.empty(), OptionalLong.of(1), OptionalLong.of(100)),
                        flow(2, OptionalLong.of(1), OptionalLong.empty(), OptionalLong.empty()),
                        flow(3, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(0))),
                List.of(),
                Optional.empty()));

        assertThat(page.rows()).containsExactly(new NetBuying(DAY, 5, -6, null, 100L));
        assertThat(page.blankDays()).containsExactly(DAY - 1, DAY - 2);
        assertThat(page.quietDays()).containsExactly(DAY - 3);
    }

    @Test
    void refusesAFlowOfADayBeforeTheExchangeWasOpened() {
        InvestorFlow old = new InvestorFlow(
                LocalDate.of(1900, 1, 1),
                OptionalLong.of(1),
                OptionalLong.of(1),
                OptionalLong.empty(),
                OptionalLong.of(1));

        HistoryPage<NetBuying> page =
                KiwoomHistories.flows(new KiwoomPage<>(List.of(old), List.of(), Optional.empty()));

        assertThat(page.rows()).isEmpty();
        assertThat(page.refused()).extracting(HistoryPage.RefusedDay::reason).containsExactly(RowRefusal.DATE);
    }

    @Test
    void tellsErrorsThatKiwoomAnswersFromThoseOfTheWay() {
        assertThat(KiwoomHistories.failure(AnswerClass.RETRY, OptionalInt.of(1999)))
                .isEqualTo(Failure.ERROR);
        assertThat(KiwoomHistories.failure(AnswerClass.RETRY, OptionalInt.empty()))
                .isEqualTo(Failure.MOMENT);
        assertThat(KiwoomHistories.failure(AnswerClass.RETRY, OptionalInt.of(8003)))
                .isEqualTo(Failure.MOMENT);
        assertThat(KiwoomHistories.failure(AnswerClass.SLOW_DOWN, OptionalInt.of(1700)))
                .isEqualTo(Failure.MOMENT);
        assertThat(KiwoomHistories.failure(AnswerClass.DROP, OptionalInt.of(1902)))
                .isEqualTo(Failure.TICKER);
        assertThat(KiwoomHistories.failure(AnswerClass.FAIL, OptionalInt.of(8001)))
                .isEqualTo(Failure.APP_KEY);
    }

    private static InvestorFlow flow(int daysAgo, OptionalLong foreign, OptionalLong institution, OptionalLong traded) {
        return new InvestorFlow(DATE.minusDays(daysAgo), foreign, institution, OptionalLong.empty(), traded);
    }
}
