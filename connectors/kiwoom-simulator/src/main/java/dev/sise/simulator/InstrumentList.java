package dev.sise.simulator;

import java.time.LocalDate;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes the synthetic instruments: first a fixed head with the codes that Sise's defaults and its classifier care about,
 * then generated ones of every code shape in protocol.md section 5. The order is the order of activity. All names and
 * prices are made up.
 */
final class InstrumentList {

    /** How many instruments the generator can name without repeating itself. */
    static final int MAX_COUNT = 3_000;

    private static final int HEAD = 16;

    private static final String[] NAME_HEADS = {
        "가온", "나래", "다솜", "라온", "마루", "바른", "새봄", "아라", "자람", "찬솔", "큰별", "타래", "푸른", "하늘", "한빛", "해솔", "누리", "도담",
        "미르", "보람", "소담", "여울", "온새", "초롱"
    };
    static final String[] NAME_BUSINESSES = {
        "전자", "화학", "제약", "건설", "식품", "철강", "해운", "통신", "증권", "은행", "에너지", "반도체", "바이오", "기계", "조선", "항공", "정밀", "소재",
        "전지", "게임", "유통", "섬유", "시멘트", "물산"
    };
    static final String[] NAME_TAILS = {"", "홀딩스", "테크", "솔루션", "인더스트리", "그룹"};
    private static final char[] ELW_LETTERS = {'J', 'K', 'L', 'M'};

    private final SplittableRandom random;
    private final InstrumentRegister register;

    private InstrumentList(InstrumentRegister register, long seed) {
        this.random = new SplittableRandom(seed);
        this.register = register;
    }

    /**
     * The first {@code count} instruments; the same seed and day always make the same ones.
     *
     * @param today the day warrants are to outlive
     */
    static List<Instrument> of(int count, long seed, LocalDate today) {
        InstrumentRegister register = new InstrumentRegister(seed, today);
        fill(register, count, seed);
        return List.copyOf(register.instruments().subList(0, count));
    }

    /** Adds instruments to an empty register until it holds {@code count} of them or, for the fixed head, a few more. */
    static void fill(InstrumentRegister register, int count, long seed) {
        InstrumentList list = new InstrumentList(register, seed);
        list.addHead();
        for (int index = 0; register.size() < count; index++) {
            list.addGenerated(index);
        }
    }

    private void addHead() {
        add("005930", "가온전자", InstrumentKind.COMMON, 71_500, 5_900_000_000L);
        add("000660", "나래반도체", InstrumentKind.COMMON, 512_000, 710_000_000L);
        add("035420", "누리온", InstrumentKind.COMMON, 214_500, 158_000_000L);
        add("005380", "마루자동차", InstrumentKind.COMMON, 243_000, 209_000_000L);
        add("028260", "해솔물산", InstrumentKind.COMMON, 148_900, 175_000_000L);
        add("000020", "푸른제약", InstrumentKind.COMMON, 6_010, 27_000_000L);
        add("0015N0", "아라화장품", InstrumentKind.COMMON, 12_340, 12_000_000L);
        add("493330", "여울아이", InstrumentKind.COMMON, 3_985, 21_000_000L);
        add("005935", "가온전자우", InstrumentKind.PREFERRED, 58_600, 810_000_000L);
        add("069500", "별빛 코스피대형주", InstrumentKind.ETF, 36_415, 170_000_000L);
        add("0000D0", "별빛 반도체커버드콜", InstrumentKind.ETF, 14_235, 6_000_000L);
        add("500019", "큰별 원유선물 ETN", InstrumentKind.ETN, 9_870, 10_000_000L);
        addWarrant("57M747", register.get(0), true, 245);
        add("00088K", "초롱3우B", InstrumentKind.PREFERRED, 21_150, 22_000_000L);
        addWarrant("52M410", register.get(2), false, 1_110);
        add("0072Z0", "새봄제1호스팩", InstrumentKind.SPAC, 2_075, 6_500_000L);
    }

    /** Of sixteen in a row eleven are common stocks; the rest walks through the other shapes. */
    private void addGenerated(int index) {
        String name = NAME_HEADS[index % NAME_HEADS.length]
                + NAME_BUSINESSES[index / NAME_HEADS.length % NAME_BUSINESSES.length]
                + NAME_TAILS[index / (NAME_HEADS.length * NAME_BUSINESSES.length) % NAME_TAILS.length];
        switch (index % 16) {
            case 3 ->
                add("%05d5".formatted(1_000 + index * 11), name + "우", InstrumentKind.PREFERRED, price(2_000, 90_000));
            case 6 ->
                add(
                        "%04d%c0".formatted(100 + index, 'A' + index % 26),
                        name,
                        InstrumentKind.COMMON,
                        price(1_500, 60_000));
            case 9 -> add("4%04d0".formatted(1_000 + index), "별빛 " + name, InstrumentKind.ETF, price(5_000, 110_000));
            case 12 ->
                add("5%05d".formatted(30_001 + index), "큰별 " + name + " ETN", InstrumentKind.ETN, price(3_000, 30_000));
            case 15 -> addWarrant(elwCode(index), register.get(index / 16 % 6), index % 32 < 16, price(20, 1_500));
            default -> add("%05d0".formatted(1_001 + index * 11), name, InstrumentKind.COMMON, price(1_000, 450_000));
        }
    }

    private String elwCode(int index) {
        return InstrumentRegister.WARRANT_ISSUERS[index % InstrumentRegister.WARRANT_ISSUERS.length][0]
                + ELW_LETTERS[index / 16 % ELW_LETTERS.length]
                + "%03d".formatted(index % 1_000);
    }

    private void add(String code, String name, InstrumentKind kind, long price) {
        add(code, name, kind, price, random.nextLong(4_000_000, 400_000_000));
    }

    private void add(String code, String name, InstrumentKind kind, long price, long listedShares) {
        long previousVolume = 1 + listedShares / random.nextLong(150, 900);
        // Every other generated common stock is one of KOSDAQ, as most are; the head is of KOSPI.
        boolean kosdaq = kind == InstrumentKind.SPAC
                || kind == InstrumentKind.COMMON && register.size() >= HEAD && register.size() % 2 == 1;
        Board board = kosdaq ? Board.KOSDAQ : Board.usual(kind);
        register.add(code, name, kind, board, marketCode(kind, board), price, listedShares, previousVolume);
    }

    private void addWarrant(String code, Instrument underlying, boolean call, long price) {
        long shares = random.nextLong(4_000_000, 40_000_000);
        register.addWarrant(code, underlying, call, price, shares, 1 + shares / random.nextLong(150, 900));
    }

    /** {@code marketCode} of ka10099, which tells ETF, ETN, REIT and funds from the stocks of KOSPI. */
    static String marketCode(InstrumentKind kind, Board board) {
        return switch (kind) {
            case ETF -> "8";
            case ETN -> "60";
            case REIT -> "6";
            case FUND -> "2";
            case COMMON, PREFERRED, SPAC, ELW, KONEX, OTC -> board.marketType();
        };
    }

    /** Prices are spread evenly over their logarithm, as a real list roughly is. */
    private long price(long lowest, long highest) {
        return price(random, lowest, highest);
    }

    static long price(SplittableRandom random, long lowest, long highest) {
        double logarithm = Math.log(lowest) + random.nextDouble() * (Math.log(highest) - Math.log(lowest));
        return Math.round(Math.exp(logarithm));
    }
}
