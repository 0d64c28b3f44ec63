package dev.sise.simulator;

/**
 * What the exchange warns of in an instrument: the texts and codes ka10099 has for it, seen over 4,307 names (protocol.md
 * section 3).
 */
enum Caution {
    NONE("정상", "0"),
    HALTED("거래정지", "0"),
    ADMINISTRATION("관리종목", "0"),
    ALERT("투자주의환기종목", "0"),
    WARNING("투자경고", "5"),
    OVERHEATED("단기과열", "3"),
    ATTENTION("투자주의", "0");

    private final String auditInfo;
    private final String orderWarning;

    Caution(String auditInfo, String orderWarning) {
        this.auditInfo = auditInfo;
        this.orderWarning = orderWarning;
    }

    String auditInfo() {
        return auditInfo;
    }

    String orderWarning() {
        return orderWarning;
    }

    /** Of ten thousand instruments as many in each state as were seen: 286 halted, 214 under administration and so on. */
    static Caution at(int tenThousandth) {
        int rest = tenThousandth;
        int[] shares = {286, 214, 84, 35, 23, 23};
        Caution[] cautions = {HALTED, ADMINISTRATION, ALERT, WARNING, OVERHEATED, ATTENTION};
        for (int index = 0; index < shares.length; index++) {
            if (rest < shares[index]) {
                return cautions[index];
            }
            rest -= shares[index];
        }
        return NONE;
    }
}
