package dev.sise.connector.kiwoom;

import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One instrument of the list ka10099, under Kiwoom's own names. Texts are empty where Kiwoom leaves them so.
 *
 * @param code the short code, letters and digits; never empty
 * @param name the Korean name; never empty
 * @param listCount listed shares or units (상장주식수); empty for zero
 * @param auditInfo supervision (감리구분): 정상, 거래정지, 관리종목, 투자주의환기종목, 투자경고 …
 * @param regDay day of listing (상장일)
 * @param lastPrice won, the last regular close (전일종가); empty for zero
 * @param state margin and status words joined by {@code |} (종목상태), for example {@code 증거금100%|거래정지}
 * @param marketCode what the row is (시장구분코드): 0 stock, 10 KOSDAQ, 8 ETF, 60, 70 and 90 ETN, 6 REIT, 2 infrastructure fund, 4
 *     mutual fund; the answer to the request for stocks holds all of these
 * @param marketName its words
 * @param upName sector (업종명)
 * @param upSizeName size class (회사크기분류)
 * @param companyClassName company class, KOSDAQ only (회사분류)
 * @param orderWarning 0 none, 1 ETF caution, 2 liquidation trading, 3 short-term overheating, 4 risk, 5 warning (투자유의종목여부)
 * @param nxtEnable whether it is traded on NXT too
 * @param kind undocumented; A, or Q for an ETN
 */
public record InstrumentRow(
        String code,
        String name,
        OptionalLong listCount,
        String auditInfo,
        Optional<LocalDate> regDay,
        OptionalLong lastPrice,
        String state,
        String marketCode,
        String marketName,
        String upName,
        String upSizeName,
        String companyClassName,
        String orderWarning,
        boolean nxtEnable,
        String kind) {
    public InstrumentRow {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(listCount, "listCount");
        Objects.requireNonNull(auditInfo, "auditInfo");
        Objects.requireNonNull(regDay, "regDay");
        Objects.requireNonNull(lastPrice, "lastPrice");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(marketCode, "marketCode");
        Objects.requireNonNull(marketName, "marketName");
        Objects.requireNonNull(upName, "upName");
        Objects.requireNonNull(upSizeName, "upSizeName");
        Objects.requireNonNull(companyClassName, "companyClassName");
        Objects.requireNonNull(orderWarning, "orderWarning");
        Objects.requireNonNull(kind, "kind");
    }
}
