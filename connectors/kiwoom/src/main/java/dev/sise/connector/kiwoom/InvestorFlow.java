package dev.sise.connector.kiwoom;

import java.time.LocalDate;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * What the groups of investors bought less what they sold of an instrument on a day (ka10059), won in whole millions. What Kiwoom
 * leaves blank is empty and never zero: it was seen to answer so for minutes, also in some fields alone.
 *
 * @param date the session; that of today is provisional while it goes on
 * @param foreignNet of foreigners (외국인투자자)
 * @param institutionNet of institutions (기관계)
 * @param individualNet of individuals (개인투자자)
 * @param tradedValue what all investors traded (누적거래대금), not negative
 */
public record InvestorFlow(
        LocalDate date,
        OptionalLong foreignNet,
        OptionalLong institutionNet,
        OptionalLong individualNet,
        OptionalLong tradedValue) {
    public InvestorFlow {
        Objects.requireNonNull(date, "date");
        Objects.requireNonNull(foreignNet, "foreignNet");
        Objects.requireNonNull(institutionNet, "institutionNet");
        Objects.requireNonNull(individualNet, "individualNet");
        Objects.requireNonNull(tradedValue, "tradedValue");
    }
}
