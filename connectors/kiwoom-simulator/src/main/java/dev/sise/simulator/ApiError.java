package dev.sise.simulator;

/**
 * The error answers of protocol.md section 1: {@code return_code} is a small category, the real code stands in brackets
 * inside {@code return_msg}, and the HTTP status is 200 for all but the rate limit.
 */
enum ApiError {
    API_ID_MISSING(Category.INPUT, 1501, "API ID가 없습니다"),
    URI_MISMATCH(Category.INPUT, 1504, "해당 URI에서는 지원하지 않는 API ID입니다"),
    API_ID_UNKNOWN(Category.INPUT, 1505, "해당 API ID는 존재하지 않습니다"),
    INPUT_MISSING(Category.INPUT, 1511, "필수 입력 값이 없습니다"),
    HEADER_UNREADABLE(Category.INPUT, 1512, "Http Header를 읽을 수 없습니다"),
    AUTHORIZATION_MISSING(Category.INPUT, 1513, "Http Header에 authorization 필드가 설정되어 있어야 합니다"),
    AUTHORIZATION_FORMAT(Category.INPUT, 1514, "Http Header의 authorization 필드 형식이 맞지 않습니다"),
    AUTHORIZATION_GRANT_TYPE(Category.INPUT, 1515, "Http Header의 authorization 필드 내 Grant Type이 맞지 않습니다"),
    AUTHORIZATION_WITHOUT_TOKEN(Category.INPUT, 1516, "Http Header의 authorization 필드 내 Token이 없습니다"),
    INPUT_INVALID(Category.INPUT, 1517, "입력 값이 올바르지 않습니다"),
    BATCH_TOO_LARGE(Category.LIMIT, 1634, "한 번에 조회할 수 있는 종목 수를 초과하였습니다"),
    TOO_MANY_REQUESTS(Category.LIMIT, 1700, "허용된 API 요청 개수를 초과하였습니다."),
    MARKET_UNKNOWN(Category.INPUT, 1901, "시장 코드값이 존재하지 않습니다"),
    STOCK_UNKNOWN(Category.INPUT, 1902, "종목 정보가 없습니다"),
    APP_KEY_UNKNOWN(Category.AUTHENTICATION, 8001, "App Key 검증에 실패했습니다"),
    SECRET_KEY_WRONG(Category.AUTHENTICATION, 8002, "Secret Key 검증에 실패했습니다"),
    TOKEN_INVALID(Category.AUTHENTICATION, 8005, "Token이 유효하지 않습니다"),
    GRANT_TYPE_MISSING(Category.INPUT, 8011, "grant_type이 없습니다"),
    GRANT_TYPE_WRONG(Category.INPUT, 8012, "grant_type이 맞지 않습니다"),
    REVOKE_FAILED(Category.AUTHENTICATION, 8015, "Token 폐기에 실패했습니다"),
    REVOKE_WITHOUT_TOKEN(Category.INPUT, 8016, "폐기할 Token이 없습니다"),
    KEYS_MISSING(Category.INPUT, 8020, "appkey 또는 secretkey가 없습니다");

    private final Category category;
    private final int code;
    private final String text;

    ApiError(Category category, int code, String text) {
        this.category = category;
        this.code = code;
        this.text = text;
    }

    int returnCode() {
        return category.returnCode;
    }

    String returnMessage() {
        return returnMessage("");
    }

    /** The message with {@code detail} after its text, still inside the brackets. */
    String returnMessage(String detail) {
        String separator = detail.isEmpty() ? "" : " ";
        return category.text + "[" + code + ":" + text + separator + detail + "]";
    }

    int httpStatus() {
        return this == TOO_MANY_REQUESTS ? 429 : 200;
    }

    private enum Category {
        INPUT(2, "입력 값 오류입니다"),
        AUTHENTICATION(3, "인증에 실패했습니다"),
        LIMIT(5, "허용된 요청 개수를 초과하였습니다");

        private final int returnCode;
        private final String text;

        Category(int returnCode, String text) {
            this.returnCode = returnCode;
            this.text = text;
        }
    }
}
