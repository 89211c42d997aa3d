package dev.vitrine.itests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.vitrine.itests.support.Vitrine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the dependency law: core → api; store, web → core, api; host → runtime; engine and plugins → api alone. */
class DependencyLawTest {
    private static JavaClasses classes = new ClassFileImporter().importPaths(List.of());

    @BeforeAll
    static void importEveryModule() throws Exception {
        List<Path> modules;
        try (Stream<Path> tree = Files.walk(Vitrine.ROOT, 4)) {
            modules = tree.filter(path -> path.endsWith("target/classes"))
                    .filter(path -> !path.toString().contains("node_modules"))
                    .toList();
        }
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPaths(modules);
    }

    @Test
    void api_dependsOnNothingOfOurs() {
        noClasses()
                .that()
                .resideInAPackage("dev.vitrine.api..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.vitrine.core..",
                        "dev.vitrine.web..",
                        "dev.vitrine.store..",
                        "dev.vitrine.host..",
                        "dev.vitrine.media..",
                        "dev.vitrine.plugin..",
                        "io.helidon..",
                        "com.fasterxml..")
                .check(classes);
    }

    @Test
    void core_knowsNeitherServerNorFrameworkNorDatabase() {
        noClasses()
                .that()
                .resideInAPackage("dev.vitrine.core..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.vitrine.web..",
                        "dev.vitrine.store..",
                        "dev.vitrine.host..",
                        "dev.vitrine.media..",
                        "dev.vitrine.plugin..",
                        "io.helidon..",
                        "org.glassfish.tyrus..",
                        "org.osgi..",
                        "org.apache.felix..",
                        "java.sql..",
                        "javax.sql..",
                        "org.h2..")
                .check(classes);
    }

    @Test
    void webAndStore_knowNeitherEachOtherNorHost() {
        noClasses()
                .that()
                .resideInAPackage("dev.vitrine.web..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.vitrine.store..", "dev.vitrine.host..", "org.osgi.framework..", "java.sql..")
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage("dev.vitrine.store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.vitrine.web..", "dev.vitrine.host..", "io.helidon..")
                .check(classes);
    }

    @Test
    void engineAndPlugins_seeTheSpiAlone() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.vitrine.plugin..", "dev.vitrine.media.engine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.vitrine.core..",
                        "dev.vitrine.web..",
                        "dev.vitrine.store..",
                        "dev.vitrine.host..",
                        "io.helidon..",
                        "org.osgi.framework..",
                        "org.bytedeco..")
                .check(classes);
    }

    @Test
    void ffmpeg_isLoadedByTheWorkerAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.vitrine.media.worker..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bytedeco..")
                .check(classes);
    }

    @Test
    void spiPackages_formNoCycles() {
        slices().matching("dev.vitrine.api.(*)..").should().beFreeOfCycles().check(classes);
    }
}
