package dev.sise.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.testkit.OperatorMetrics;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;

class RejectionsTest {
    private final OperatorMetrics metrics = new OperatorMetrics();
    private final Lines log = new Lines();
    private final Rejections rejections = new Rejections(log, metrics.task(), "ticker", "venue");

    @Test
    void countsEachReasonForItself() {
        reject("ticker", 0);
        reject("ticker", 1);
        reject("venue", 2);

        assertThat(metrics.count("rejected.ticker")).isEqualTo(2);
        assertThat(metrics.count("rejected.venue")).isEqualTo(1);
    }

    @Test
    void logsTheFirstOfAReasonAndThenOneAMinute() {
        reject("ticker", 1_000);
        reject("ticker", 1_001);
        reject("venue", 1_002);
        reject("ticker", 60_999);
        reject("ticker", 61_000);
        reject("ticker", 61_001);

        assertThat(log.lines)
                .containsExactly("ticks-0@1000 ticker 1", "ticks-0@1002 venue 1", "ticks-0@61000 ticker 4");
    }

    @Test
    void refusesAReasonThatNobodyDeclared() {
        assertThatThrownBy(() -> reject("wrong", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ticker", "venue", "'wrong'");
    }

    private void reject(String reason, long time) {
        rejections.count(reason, new RejectedRecord("test", "ticks-0@" + time, "in words", time, new byte[0]));
    }

    /** Position, reason and number of each warning. */
    private static final class Lines extends LegacyAbstractLogger {
        private static final long serialVersionUID = 1L;

        private final transient List<String> lines = new ArrayList<>();

        @Override
        protected String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level, Marker marker, String message, Object[] arguments, Throwable thrown) {
            lines.add(arguments[0] + " " + arguments[1] + " " + arguments[2]);
        }

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            return false;
        }

        @Override
        public boolean isInfoEnabled() {
            return true;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }
    }
}
