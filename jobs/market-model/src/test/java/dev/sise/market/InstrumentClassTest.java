package dev.sise.market;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sise.testkit.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstrumentClassTest {

    @ParameterizedTest
    @CsvSource({
        "57MJ66,ELW",
        "57LAZT,ELW",
        "57JBHH,ELW",
        "58L001,ELW",
        "005935,PREFERRED",
        "00088K,PREFERRED",
        "37550L,PREFERRED",
        "500019,ETN",
        "610001,ETN",
        "51234K,PREFERRED",
        "005930,UNKNOWN",
        "0015N0,UNKNOWN",
        "493330,UNKNOWN",
        "0000D0,UNKNOWN",
        "580010,UNKNOWN",
        "5M0000,UNKNOWN",
        "67MJ66,UNKNOWN",
    })
    void tellsFromTheShapeOnlyWhatTheShapeTells(String code, InstrumentClass expected) {
        assertThat(InstrumentClass.ofShape(Ticker.of(code))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "005930,0,0,A,삼성전자,COMMON",
        "005935,0,0,A,삼성전자우,PREFERRED",
        "00088K,0,0,A,한화3우B,PREFERRED",
        "0015N0,10,10,A,아로마티카,COMMON",
        "0072Z0,10,10,A,KB제33호스팩,SPAC",
        "069500,0,8,A,KODEX 200,ETF",
        "0000D0,8,8,A,TIGER,ETF",
        "500019,0,60,Q,신한 ETN,ETN",
        "500077,0,90,Q,신한 ETN,ETN",
        "520066,0,70,A,미래에셋 ETN,ETN",
        "580010,0,0,Q,KB ETN,ETN",
        "0030R0,0,6,A,대신밸류리츠,REIT",
        "088980,0,2,A,맥쿼리인프라,INFRASTRUCTURE_FUND",
        "094800,0,4,A,맵스리얼티1,FUND",
        "57MJ66,3,3,A,한국MJ66우리금융콜,ELW",
        "57MJ66,0,3,A,한국MJ66우리금융콜,ELW",
        "496320,50,50,A,본시스템즈,KONEX",
        "100000,30,30,A,장외스팩,OTC",
        "12345R,5,5,A,신주인수권,SUBSCRIPTION_WARRANT",
        "000001,9,9,A,하이일드,FUND",
        "000001,4,4,A,뮤추얼,FUND",
        "0030R0,6,6,A,대신밸류리츠,REIT",
        "57MJ66,99,0,A,'',ELW",
        "005935,0,77,'','',PREFERRED",
    })
    void takesTheClassFromTheInstrumentList(
            String code, String requestMarket, String marketCode, String kind, String name, InstrumentClass expected) {
        assertThat(InstrumentClass.of(new InstrumentRecord(Ticker.of(code), requestMarket, marketCode, kind, name)))
                .isEqualTo(expected);
    }

    @Test
    void makesNoErrorOnTheRealCodes() throws IOException {
        Map<String, Set<InstrumentClass>> allowed = Map.of(
                "ELW", Set.of(InstrumentClass.ELW),
                "PREFERRED", Set.of(InstrumentClass.PREFERRED),
                "ETN", Set.of(InstrumentClass.ETN),
                "ETF", Set.of(InstrumentClass.UNKNOWN),
                "COMMON", Set.of(InstrumentClass.UNKNOWN),
                "COMMON(foreign)", Set.of(InstrumentClass.UNKNOWN),
                "SPAC", Set.of(InstrumentClass.UNKNOWN),
                "REIT", Set.of(InstrumentClass.UNKNOWN));
        Map<String, InstrumentClass> errors = new TreeMap<>();
        Set<String> elwByShape = new TreeSet<>();
        Set<String> elwByTruth = new TreeSet<>();
        Map<String, Integer> counts = new HashMap<>();
        for (JsonNode row : read("kiwoom/krx-code-shapes.json")) {
            String code = row.path("code").asText();
            String truth = row.path("class").asText().replaceAll("/.*", "");
            counts.merge(truth, 1, Integer::sum);
            assertThat(Ticker.parse(code)).isInstanceOf(Ticker.Accepted.class);
            InstrumentClass byShape = InstrumentClass.ofShape(Ticker.of(code));
            if (!allowed.get(truth).contains(byShape)) {
                errors.put(code, byShape);
            }
            if (byShape.isElw()) {
                elwByShape.add(code);
            }
            if (truth.equals("ELW")) {
                elwByTruth.add(code);
            }
        }

        assertThat(errors).isEmpty();
        assertThat(elwByShape).isEqualTo(elwByTruth).hasSize(29);
        assertThat(counts).containsEntry("PREFERRED", 113).containsEntry("SPAC", 25);
    }

    @Test
    void classifiesTheCapturedInstrumentList() throws IOException {
        Map<InstrumentClass, Integer> counts = new TreeMap<>();
        for (JsonNode row :
                read("kiwoom/captured/ka10099.mrkt_tp-0.excerpt.json").path("list")) {
            InstrumentRecord instrument = new InstrumentRecord(
                    Ticker.of(row.path("code").asText()),
                    "0",
                    row.path("marketCode").asText(),
                    row.path("kind").asText(),
                    row.path("name").asText());
            counts.merge(InstrumentClass.of(instrument), 1, Integer::sum);
        }

        assertThat(counts)
                .containsEntry(InstrumentClass.ETN, 3)
                .containsEntry(InstrumentClass.ETF, 2)
                .doesNotContainKey(InstrumentClass.UNKNOWN);
    }

    @Test
    void keepsOnlyOtcOffTheWebSocket() {
        assertThat(Arrays.stream(InstrumentClass.values()).filter(c -> !c.mayUseWebSocket()))
                .containsExactly(InstrumentClass.OTC);
    }

    @Test
    void givesTheAfterMarketToStocksAndToWhatIsNotKnownYet() {
        assertThat(Arrays.stream(InstrumentClass.values()).filter(InstrumentClass::hasAfterMarket))
                .containsExactly(
                        InstrumentClass.COMMON,
                        InstrumentClass.PREFERRED,
                        InstrumentClass.SPAC,
                        InstrumentClass.REIT,
                        InstrumentClass.INFRASTRUCTURE_FUND,
                        InstrumentClass.UNKNOWN);
    }

    private static JsonNode read(String relativePath) throws IOException {
        Path path = SharedData.require(relativePath);
        return new ObjectMapper().readTree(Files.readString(path));
    }
}
