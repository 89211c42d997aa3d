package dev.vitrine.host;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may know whom: core knows the SPI, store and web know both, the host knows all of them. */
class DependencyLawTest {
    @SuppressWarnings("NullAway.Init") // read before the first test
    private static JavaClasses ours;

    @BeforeAll
    static void read() {
        ours = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.vitrine");
    }

    @Test
    void api_dependsOnTheJdkAlone() {
        classes()
                .that()
                .resideInAPackage("dev.vitrine.api..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.vitrine.api..", "java..", "org.jspecify..", "org.osgi.annotation..")
                .check(ours);
    }

    @Test
    void core_knowsNoDoors_noFramework_noDatabase() {
        noClasses()
                .that()
                .resideInAPackage("dev.vitrine.core..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.vitrine.web..",
                        "dev.vitrine.store..",
                        "dev.vitrine.host..",
                        "io.helidon..",
                        "org.glassfish..",
                        "org.osgi..",
                        "java.sql..")
                .check(ours);
    }

    @Test
    void storeAndWeb_doNotKnowTheHostOrEachOther() {
        noClasses()
                .that()
                .resideInAPackage("dev.vitrine.store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.vitrine.web..", "dev.vitrine.host..")
                .check(ours);
        noClasses()
                .that()
                .resideInAPackage("dev.vitrine.web..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.vitrine.store..", "dev.vitrine.host..", "org.osgi..")
                .check(ours);
    }

    @Test
    void nobody_loadsNativeCode() {
        noClasses()
                .that()
                .resideInAPackage("dev.vitrine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bytedeco..")
                .check(ours);
    }
}
