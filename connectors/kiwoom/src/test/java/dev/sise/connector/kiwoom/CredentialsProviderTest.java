package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsProviderTest {
    @TempDir
    private Path folder;

    @Test
    void readsKeysFromFilesAndCarriesNoneOfThemInTheJobGraph() throws Exception {
        Files.writeString(folder.resolve("main.appkey"), " the-key\n");
        Files.writeString(folder.resolve("main.secretkey"), "the-secret\n");
        CredentialsProvider provider = CredentialsProvider.fromDirectory(folder);

        assertThat(provider.load("main")).isEqualTo(new KiwoomCredentials("main", "the-key", "the-secret"));
        byte[] serialized = InstantiationUtil.serializeObject(provider);
        assertThat(new String(serialized, StandardCharsets.ISO_8859_1)).doesNotContain("the-key", "the-secret");
        CredentialsProvider copy =
                InstantiationUtil.deserializeObject(serialized, getClass().getClassLoader());
        assertThat(copy.load("main").secretKey()).isEqualTo("the-secret");
    }

    @Test
    void saysWhichFileIsMissingOrEmpty() throws IOException {
        CredentialsProvider provider = CredentialsProvider.fromDirectory(folder);

        assertThatThrownBy(() -> provider.load("main"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("main.appkey");
        Files.writeString(folder.resolve("main.appkey"), "k");
        Files.writeString(folder.resolve("main.secretkey"), "\n");
        assertThatThrownBy(() -> provider.load("main"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("main.secretkey")
                .hasMessageContaining("empty");
    }

    @Test
    void readsKeysFromTheEnvironment() {
        Map<String, String> environment =
                Map.of("KIWOOM_PAPER_1_APPKEY", "k", "KIWOOM_PAPER_1_SECRETKEY", "s", "KIWOOM_B_APPKEY", "k");

        assertThat(CredentialsProvider.fromEnvironment("paper-1", environment))
                .isEqualTo(new KiwoomCredentials("paper-1", "k", "s"));
        assertThatThrownBy(() -> CredentialsProvider.fromEnvironment("b", environment))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("KIWOOM_B_SECRETKEY");
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"../main", "a b", "a/b", "키"})
    void refusesAnIdThatCouldNameAnotherFile(String id) {
        CredentialsProvider provider = CredentialsProvider.fromDirectory(folder);

        assertThatThrownBy(() -> provider.load(id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 40 letters");
    }
}
