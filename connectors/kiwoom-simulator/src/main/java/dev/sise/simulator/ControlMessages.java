package dev.sise.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The envelopes the server sends beside REAL, with the texts of the samples. */
final class ControlMessages {

    private static final int LOGIN_REFUSED = 805004;

    private ControlMessages() {}

    static String loginAccepted() {
        ObjectNode message = answer("LOGIN", 0, "");
        return Json.write(message.put("sor_yn", "Y"));
    }

    static String loginRefused() {
        return Json.write(answer("LOGIN", LOGIN_REFUSED, "토큰 인증에 실패했습니다 [CODE=8005, MESSAGE=Token이 유효하지 않습니다]"));
    }

    /** An ACK has no id and echoes nothing (protocol.md section 4.2). */
    static String acknowledgement(String name, Registrations.Outcome outcome) {
        return Json.write(answer(name, outcome.returnCode(), outcome.returnMessage()));
    }

    /** Answers what cannot be read; what Kiwoom does there is not known. */
    static String invalid(String name) {
        return acknowledgement(name, Registrations.Outcome.INVALID);
    }

    static String system(SystemNotice notice) {
        ObjectNode message = Json.MAPPER.createObjectNode();
        message.put("trnm", "SYSTEM").put("code", notice.name()).put("message", notice.text);
        return Json.write(message);
    }

    private static ObjectNode answer(String name, int returnCode, String returnMessage) {
        ObjectNode message = Json.MAPPER.createObjectNode();
        return message.put("trnm", name).put("return_code", returnCode).put("return_msg", returnMessage);
    }

    /** Why the server is about to close. */
    enum SystemNotice {
        R10001("동일한 App key로 접속이 되었습니다. 기존 세션은 종료가 됩니다"),
        R10002("사용자 프로그램으로부터 Heartbeat(연결유지) 메시지가 오지않아서 접속을 종료합니다"),
        R10004("접속허용요청이 들어오지 않았습니다");

        private final String text;

        SystemNotice(String text) {
            this.text = text;
        }
    }
}
