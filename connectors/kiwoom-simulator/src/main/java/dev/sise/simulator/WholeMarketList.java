package dev.sise.simulator;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Makes a market as large as the real one (protocol.md section 3): in KOSPI 917 stocks with their preferred ones, 1,155 ETF,
 * 376 ETN, 23 REIT and 3 funds, in KOSDAQ 1,821 stocks and SPAC, 2,870 ELW, 110 stocks of KONEX and 40 of K-OTC. The small
 * market's hundred come first and count. All names and prices are made up; the codes have the shapes of section 5.
 */
final class WholeMarketList {

    private static final int SMALL = 100;
    private static final int KOSPI_STOCKS = 917;
    private static final int PREFERRED = 113;
    private static final int KOSDAQ_STOCKS = 1_821;
    private static final int SPACS = 72;
    private static final int ETFS = 1_155;
    private static final int ETNS = 376;
    private static final int VOLATILITY_ETNS = 8;
    private static final int REITS = 23;
    private static final int WARRANTS = 2_870;
    private static final int KONEX = 110;
    private static final int OTC = 40;

    /** Warrants are written on the busiest stocks. */
    private static final int UNDERLYINGS = 40;
    /** Of so many warrants one is served by REST alone. */
    private static final int FEEDLESS_SHARE = 4;

    private static final String[] NAME_HEADS = {
        "가람", "겨울", "고은", "그린내", "나리", "다온", "달빛", "동해", "두레", "든솔", "라임", "로운", "마중", "명진", "모아", "무진", "미소", "백두",
        "벼리", "비솔", "사랑", "산들", "서해", "선우", "성진", "세움", "소리", "수풀", "시원", "아름", "안다미", "에코", "여명", "연두", "예솔", "온누리",
        "우리솔", "윤슬", "은별", "이든", "자연", "정원", "조은", "지음", "진솔", "참빛", "청아", "태양", "파란", "한결", "해담", "혜성", "화람", "희망"
    };
    private static final String[] FUND_BRANDS = {"별빛", "달무리", "은하", "새벽", "물결", "산마루", "무지개", "등대"};
    private static final String[] FUND_THEMES = {
        "코스피", "코스닥", "반도체", "이차전지", "바이오", "자동차", "금융", "배당", "성장", "가치", "미국대형주", "미국기술주", "미국채10년", "미국채30년",
        "국고채3년", "국고채10년", "회사채", "단기채", "금선물", "은선물", "구리선물", "원유선물", "천연가스선물", "달러선물", "엔선물", "일본대형주", "중국본토", "인도",
        "베트남", "유럽대형주", "로봇", "인공지능", "게임", "방위산업", "조선", "원자력", "클라우드", "메타버스", "리츠", "인프라"
    };
    private static final String[] FUND_STYLES = {
        "", " 레버리지", " 인버스", " 커버드콜", "(합성)", "(H)", " 액티브", " TR", " 고배당", " 동일가중"
    };

    private final InstrumentRegister register;
    private final SplittableRandom random;
    private int nextName;

    private WholeMarketList(InstrumentRegister register, long seed) {
        this.register = register;
        this.random = new SplittableRandom(seed + 1);
    }

    /**
     * The whole market, busiest first; the same seed and day always make the same one.
     *
     * @param today the day warrants are to outlive
     */
    static List<Instrument> of(long seed, LocalDate today) {
        InstrumentRegister register = new InstrumentRegister(seed, today);
        InstrumentList.fill(register, SMALL, seed);
        new WholeMarketList(register, seed).addAll();
        List<Instrument> rest = new ArrayList<>(register.instruments().subList(SMALL, register.size()));
        Collections.shuffle(rest, new Random(seed));
        List<Instrument> all = new ArrayList<>(register.instruments().subList(0, SMALL));
        all.addAll(rest);
        return List.copyOf(all);
    }

    private void addAll() {
        addPreferred();
        while (stocks(Board.KOSPI) < KOSPI_STOCKS) {
            addStock(Board.KOSPI);
        }
        while (register.count(InstrumentKind.SPAC) < SPACS) {
            addSpac();
        }
        while (register.count(Board.KOSDAQ) < KOSDAQ_STOCKS) {
            addStock(Board.KOSDAQ);
        }
        while (register.count(InstrumentKind.ETF) < ETFS) {
            addFund();
        }
        while (register.count(InstrumentKind.ETN) < ETNS) {
            addNote();
        }
        addTrusts();
        while (register.count(Board.KONEX) < KONEX) {
            add(digits(490_000, 497_000), companyName(), InstrumentKind.KONEX, Board.KONEX, 800, 30_000);
        }
        while (register.count(Board.OTC) < OTC) {
            add(digits(20_000, 400_000), companyName(), InstrumentKind.OTC, Board.OTC, 500, 40_000);
        }
        addWarrants();
    }

    private int stocks(Board board) {
        return register.count(board)
                - register.count(InstrumentKind.ETF)
                - register.count(InstrumentKind.ETN)
                - register.count(InstrumentKind.REIT)
                - register.count(InstrumentKind.FUND);
    }

    /** Their codes are the common stock's with another last character; most often 5, then K, 7, L and 9. */
    private void addPreferred() {
        while (register.count(InstrumentKind.PREFERRED) < PREFERRED) {
            addStock(Board.KOSPI);
            Instrument common = register.get(register.size() - 1);
            if (common.kind() != InstrumentKind.COMMON || !common.code().matches("[0-9]{5}0")) {
                continue;
            }
            int draw = random.nextInt(PREFERRED);
            String[] form = draw < 80
                    ? new String[] {"5", "우"}
                    : draw < 100
                            ? new String[] {"K", "3우B"}
                            : draw < 109
                                    ? new String[] {"7", "2우B"}
                                    : draw < 112 ? new String[] {"L", "4우(전환)"} : new String[] {"9", "3우C"};
            add(
                    common.code().substring(0, 5) + form[0],
                    common.name() + form[1],
                    InstrumentKind.PREFERRED,
                    Board.KOSPI,
                    common.basePrice() / 2 + 1_000,
                    common.basePrice() + 1_001);
        }
    }

    private void addStock(Board board) {
        String code = random.nextInt(50) == 0 ? newStyleCode() : digits(100, 490_000);
        if (random.nextInt(150) == 0) {
            code = digits(900_000, 960_000);
        }
        long highest = board == Board.KOSPI ? 600_000 : 180_000;
        add(code, companyName(), InstrumentKind.COMMON, board, 900, highest);
    }

    private void addSpac() {
        String code = random.nextInt(3) == 0 ? newStyleCode() : digits(430_000, 498_000);
        String head = NAME_HEADS[random.nextInt(NAME_HEADS.length)];
        add(code, head + "제" + (2 + random.nextInt(30)) + "호스팩", InstrumentKind.SPAC, Board.KOSDAQ, 2_000, 2_400);
    }

    private void addFund() {
        String code = random.nextInt(5) == 0 ? newStyleCode() : digits(69_000, 500_000);
        add(code, productName(""), InstrumentKind.ETF, Board.KOSPI, 5_000, 110_000);
    }

    private void addNote() {
        int number = random.nextInt(500_000, 800_000);
        int count = register.count(InstrumentKind.ETN);
        String marketCode = count < VOLATILITY_ETNS + 10 && count >= 10 ? "90" : count == ETNS - 1 ? "70" : "60";
        add(Integer.toString(number), productName(" ETN"), InstrumentKind.ETN, Board.KOSPI, marketCode, 2_000, 60_000);
    }

    private void addTrusts() {
        while (register.count(InstrumentKind.REIT) < REITS) {
            String head = NAME_HEADS[random.nextInt(NAME_HEADS.length)];
            String code = random.nextInt(4) == 0 ? newStyleCode() : digits(330_000, 480_000);
            add(code, head + "리츠", InstrumentKind.REIT, Board.KOSPI, 2_500, 6_500);
        }
        add("088980", "다온인프라", InstrumentKind.FUND, Board.KOSPI, "2", 12_000, 13_000);
        add("415640", "두레발전인프라", InstrumentKind.FUND, Board.KOSPI, "2", 8_000, 9_000);
        add("094800", "고은선박투자", InstrumentKind.FUND, Board.KOSPI, "4", 3_000, 3_500);
    }

    private void addWarrants() {
        List<Instrument> underlyings = register.instruments().stream()
                .filter(instrument -> instrument.kind() == InstrumentKind.COMMON && instrument.board() == Board.KOSPI)
                .limit(UNDERLYINGS)
                .toList();
        String letters = "JKLLMMMM";
        String alphanumerics = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
        while (register.count(Board.ELW) < WARRANTS) {
            String issuer = InstrumentRegister.WARRANT_ISSUERS[random.nextInt(3)][0];
            StringBuilder code = new StringBuilder(issuer).append(letters.charAt(random.nextInt(letters.length())));
            boolean numeric = random.nextInt(3) > 0;
            for (int place = 0; place < 3; place++) {
                code.append(alphanumerics.charAt(random.nextInt(numeric ? 10 : alphanumerics.length())));
            }
            // The busiest underlyings carry most warrants.
            int rank = (int) (underlyings.size() * Math.pow(random.nextDouble(), 2));
            long shares = random.nextLong(1, 40) * 1_000_000;
            boolean call = random.nextInt(100) < 62;
            long price = InstrumentList.price(random, 15, 1_500);
            register.addWarrant(
                    code.toString(), underlyings.get(rank), call, price, shares, 1 + random.nextLong(shares / 20));
        }
        int number = 0;
        for (int index = SMALL; index < register.size(); index++) {
            Instrument instrument = register.get(index);
            if (instrument.kind() == InstrumentKind.ELW && number++ % FEEDLESS_SHARE == 0) {
                register.replace(index, instrument.withOnFeed(false));
            }
        }
    }

    private void add(String code, String name, InstrumentKind kind, Board board, long lowest, long highest) {
        add(code, name, kind, board, InstrumentList.marketCode(kind, board), lowest, highest);
    }

    private void add(
            String code, String name, InstrumentKind kind, Board board, String marketCode, long lowest, long highest) {
        long shares = random.nextLong(2_000_000, 300_000_000);
        long volume = 1 + shares / random.nextLong(150, 3_000);
        long price = InstrumentList.price(random, lowest, highest);
        if (register.add(code, name, kind, board, marketCode, price, shares, volume)) {
            boolean stock = kind == InstrumentKind.COMMON || kind == InstrumentKind.PREFERRED;
            Caution caution = stock ? Caution.at(random.nextInt(10_000)) : Caution.NONE;
            int last = register.size() - 1;
            register.replace(last, register.get(last).withCaution(caution));
        }
    }

    /** Six digits, the last one 0. */
    private String digits(int lowest, int highest) {
        return "%05d0".formatted(random.nextInt(lowest / 10, highest / 10));
    }

    /** The shape of listings since 2025: four digits, a letter, 0. */
    private String newStyleCode() {
        return "%04d%c0".formatted(random.nextInt(1, 140), "ABCDEFGHJKLMNPQRSTUVWXYZ".charAt(random.nextInt(24)));
    }

    private String companyName() {
        int index = nextName++;
        String head = NAME_HEADS[index % NAME_HEADS.length];
        int rest = index / NAME_HEADS.length;
        String business = InstrumentList.NAME_BUSINESSES[(rest + index) % InstrumentList.NAME_BUSINESSES.length];
        int tail = rest / InstrumentList.NAME_BUSINESSES.length % InstrumentList.NAME_TAILS.length;
        return head + business + InstrumentList.NAME_TAILS[tail];
    }

    private String productName(String ending) {
        return FUND_BRANDS[random.nextInt(FUND_BRANDS.length)]
                + " "
                + FUND_THEMES[random.nextInt(FUND_THEMES.length)]
                + FUND_STYLES[random.nextInt(FUND_STYLES.length)]
                + ending;
    }
}
