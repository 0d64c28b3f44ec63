package dev.sise.connector.kiwoom;

import java.util.List;

/** What a source without a listener reports to. */
final class NoHealthListener implements HealthListener {
    @Override
    public void report(List<KeyHealth> keys) {}

    @Override
    public void close() {}
}
