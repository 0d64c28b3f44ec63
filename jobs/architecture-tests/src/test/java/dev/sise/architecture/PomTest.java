package dev.sise.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What the POMs of the modules promise; the root POM alone knows versions. */
class PomTest {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    /** What a Flink cluster brings along; in a job's jar it would be a second Flink. */
    private static final Set<String> FLINK = Set.of(
            "flink-core",
            "flink-core-api",
            "flink-streaming-java",
            "flink-runtime",
            "flink-clients",
            "flink-runtime-web");

    /** What has no cluster, or starts one itself, carries this much of Flink. */
    private static final Map<String, Set<String>> CARRIES_FLINK = Map.of(
            "connectors/test-kit", Set.of("flink-streaming-java", "flink-clients", "flink-runtime-web"),
            "jobs/gateway", Set.of("flink-core"),
            "jobs/quickstart", Set.of("flink-streaming-java", "flink-clients", "flink-runtime-web"),
            "jobs/benchmarks", Set.of("flink-streaming-java", "flink-clients"));

    /** Tests and the quick start alone may have them. */
    private static final Set<String> NEVER_IN_A_PRODUCT =
            Set.of("test-kit", "kiwoom-simulator", "quickstart", "benchmarks", "architecture-tests");

    static List<String> modules() {
        return children(child(pom(ROOT), "modules"), "module").stream()
                .map(Element::getTextContent)
                .toList();
    }

    @Test
    void everyFolderWithAPomIsAModule() throws IOException {
        try (Stream<Path> folders = Files.walk(ROOT, 2)) {
            assertThat(folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                            .filter(folder -> !folder.equals(ROOT))
                            .map(folder -> ROOT.relativize(folder).toString()))
                    .as("folders that the build would pass over")
                    .containsExactlyInAnyOrderElementsOf(modules());
        }
    }

    @ParameterizedTest
    @MethodSource("modules")
    void pinsNoVersionOfItsOwn(String module) {
        List<String> pinned = new ArrayList<>();
        NodeList versions = pom(ROOT.resolve(module)).getElementsByTagName("version");
        for (int i = 0; i < versions.getLength(); i++) {
            Node owner = versions.item(i).getParentNode();
            if (!owner.getNodeName().equals("parent")) {
                pinned.add(owner.getTextContent().strip());
            }
        }
        assertThat(pinned)
                .as("versions in %s: only the root POM has them, or two modules would run with two", module)
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void takesFlinkFromTheCluster(String module) {
        assertThat(dependencies(module).stream()
                        .filter(dependency -> FLINK.contains(dependency.artifact()))
                        .filter(dependency -> !Set.of("provided", "test").contains(dependency.scope()))
                        .map(Dependency::artifact))
                .as("Flink that %s carries: it must be provided, or types of two Flinks meet", module)
                .containsExactlyInAnyOrderElementsOf(CARRIES_FLINK.getOrDefault(module, Set.of()));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void carriesNoTestServer(String module) {
        if (Set.of("jobs/quickstart", "jobs/benchmarks").contains(module)) {
            return;
        }
        assertThat(dependencies(module).stream()
                        .filter(dependency -> NEVER_IN_A_PRODUCT.contains(dependency.artifact()))
                        .filter(dependency -> !dependency.scope().equals("test"))
                        .map(Dependency::artifact))
                .as("test servers, simulators and examples in the product %s", module)
                .isEmpty();
    }

    @Test
    void theGatewayHasNoClientOfKiwoom() {
        assertThat(dependencies("jobs/gateway"))
                .extracting(Dependency::artifact)
                .contains("connector-redis")
                .doesNotContain("connector-kiwoom");
    }

    private record Dependency(String artifact, String scope) {}

    private static List<Dependency> dependencies(String module) {
        return children(child(pom(ROOT.resolve(module)), "dependencies"), "dependency").stream()
                .map(dependency -> {
                    Element scope = child(dependency, "scope");
                    return new Dependency(
                            child(dependency, "artifactId").getTextContent(),
                            scope == null ? "compile" : scope.getTextContent());
                })
                .toList();
    }

    private static Element pom(Path folder) {
        try {
            return DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(folder.resolve("pom.xml").toFile())
                    .getDocumentElement();
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new IllegalStateException("The POM of " + folder + " could not be read", e);
        }
    }

    private static Element child(Element parent, String name) {
        return children(parent, name).stream().findFirst().orElse(null);
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }
}
