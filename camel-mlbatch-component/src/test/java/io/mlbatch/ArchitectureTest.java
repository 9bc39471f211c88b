/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.mlbatch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import org.apache.camel.Message;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ServiceResponse;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** The rules of the house. */
@AnalyzeClasses(packages = "io.mlbatch", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    /** Jackson finds serializers without a module by annotations only, which name their classes. */
    private static final DescribedPredicate<JavaClass> ANNOTATED =
            assignableTo(BatchResponse.class).or(assignableTo(ServiceResponse.class));

    @ArchTest
    static final ArchRule importsGoOneWay = Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("camel")
            .definedBy("io.mlbatch.camel..")
            .layer("service")
            .definedBy("io.mlbatch.service..")
            .layer("client")
            .definedBy("io.mlbatch.client..")
            .layer("protocol")
            .definedBy("io.mlbatch.protocol..")
            .whereLayer("camel")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("service")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("client")
            .mayOnlyBeAccessedByLayers("camel")
            .whereLayer("protocol")
            .mayOnlyBeAccessedByLayers("camel", "client", "service");

    /** bcrypt is of Spring Security, and needs nothing else of Spring. */
    @ArchTest
    static final ArchRule onlySpringBootTouchesSpring = noClasses()
            .that()
            .resideOutsideOfPackage("io.mlbatch.springboot..")
            .should()
            .dependOnClassesThat(resideInAPackage("org.springframework..")
                    .and(not(resideInAPackage("org.springframework.security.crypto.."))));

    @ArchTest
    static final ArchRule nothingNeedsSpringBoot = noClasses()
            .that()
            .resideOutsideOfPackage("io.mlbatch.springboot..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.mlbatch.springboot..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles = slices().matching("io.mlbatch.(**)")
            .should()
            .beFreeOfCycles()
            .ignoreDependency(ANNOTATED, resideInAPackage("io.mlbatch.protocol.objects"));

    @ArchTest
    static final ArchRule storesAndRetentionAreApart =
            slices().matching("io.mlbatch.service.store.(*)..").should().notDependOnEachOther();

    /** From the top: the store, nodes of a cluster, executions, the thread that writes, databases. */
    @ArchTest
    static final ArchRule packagesOfTheDatabaseStoreAreLayers = Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("store")
            .definedBy("io.mlbatch.service.store.jdbc")
            .layer("cluster")
            .definedBy("io.mlbatch.service.store.jdbc.cluster")
            .layer("execution")
            .definedBy("io.mlbatch.service.store.jdbc.execution")
            .layer("commit")
            .definedBy("io.mlbatch.service.store.jdbc.commit")
            .layer("database")
            .definedBy("io.mlbatch.service.store.jdbc.database")
            .whereLayer("store")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("cluster")
            .mayOnlyBeAccessedByLayers("store")
            .whereLayer("execution")
            .mayOnlyBeAccessedByLayers("store", "cluster")
            .whereLayer("commit")
            .mayOnlyBeAccessedByLayers("store", "cluster", "execution");

    @ArchTest
    static final ArchRule protocolNeedsTheJdkAndJacksonsStreamingApiOnly = classes()
            .that()
            .resideInAPackage("io.mlbatch.protocol..")
            .and()
            .resideOutsideOfPackages("io.mlbatch.protocol.csv", "io.mlbatch.protocol.objects")
            .and(not(ANNOTATED))
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "io.mlbatch.protocol..", "com.fasterxml.jackson.core..");

    @ArchTest
    static final ArchRule csvNeedsTheJdkAndFastCsvOnly = classes()
            .that()
            .resideInAPackage("io.mlbatch.protocol.csv..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "io.mlbatch.protocol..", "de.siegmar.fastcsv..");

    @ArchTest
    static final ArchRule onlyTheCodecTouchesJson = noClasses()
            .that()
            .resideOutsideOfPackages("io.mlbatch.protocol.json..", "io.mlbatch.protocol.objects")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml.jackson.core..");

    /** Other packages pass the mapper, and leave its use to these. */
    @ArchTest
    static final ArchRule onlyObjectsAreMapped = noClasses()
            .that()
            .resideOutsideOfPackages("io.mlbatch.objects", "io.mlbatch.protocol.objects", "io.mlbatch.service.types")
            .and(not(ANNOTATED))
            .should()
            .dependOnClassesThat(resideInAnyPackage("com.fasterxml.jackson..", "org.apache.camel.component.jackson..")
                    .and(not(resideInAPackage("com.fasterxml.jackson.core..")))
                    .and(not(assignableTo(ObjectMapper.class))));

    @ArchTest
    static final ArchRule mapperOfComponentsKnowsTheProtocolOnly = noClasses()
            .that()
            .resideInAPackage("io.mlbatch.objects")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.mlbatch.camel..", "io.mlbatch.service..", "io.mlbatch.client..");

    @ArchTest
    static final ArchRule clientKnowsNoCamel = noClasses()
            .that()
            .resideInAPackage("io.mlbatch.client..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.camel..");

    /** The component hands in settings and collaborators: its parts do not look them up at the endpoint. */
    @ArchTest
    static final ArchRule partsOfTheClientDoNotKnowItsFace = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.mlbatch.camel.operation..",
                    "io.mlbatch.camel.server..",
                    "io.mlbatch.camel.watch..",
                    "io.mlbatch.camel.claim..",
                    "io.mlbatch.camel.input..",
                    "io.mlbatch.camel.output..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.mlbatch.camel");

    @ArchTest
    static final ArchRule serversOperationsAndWatchesAreApart = slices().matching("io.mlbatch.camel.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(resideInAPackage("io.mlbatch.camel.watch"), resideInAPackage("io.mlbatch.camel.claim"))
            .ignoreDependency(
                    resideInAnyPackage(
                            "io.mlbatch.camel.input", "io.mlbatch.camel.operation", "io.mlbatch.camel.transform"),
                    resideInAPackage("io.mlbatch.camel.output"));

    @ArchTest
    static final ArchRule onlyTheTransportTouchesHttp = noClasses()
            .that()
            .resideOutsideOfPackage("io.mlbatch.client.transport..")
            .and()
            .resideOutsideOfPackage("io.mlbatch.camel.server")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.hc..");

    @ArchTest
    static final ArchRule callsOfTheHostKnowNoServer = noClasses()
            .that()
            .resideInAPackage("io.mlbatch.service.http.api")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.camel..",
                    "io.mlbatch.service.http",
                    "io.mlbatch.service.http.platform",
                    "io.mlbatch.service.http.vertx");

    @ArchTest
    static final ArchRule vertxIsNeededWhereItIsTheServerOnly = noClasses()
            .that()
            .resideOutsideOfPackage("io.mlbatch.service.http.vertx")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty..", "org.apache.camel.component.platform.http.vertx..");

    @ArchTest
    static final ArchRule dbSchedulerIsNeededInClustersOnly = noClasses()
            .that()
            .resideOutsideOfPackage("io.mlbatch.service.cluster")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.github.kagkarlsson..");

    @ArchTest
    static final ArchRule micrometerIsNeededByTheMetersOnly = noClasses()
            .that()
            .resideOutsideOfPackage("io.mlbatch.metrics")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.micrometer..");

    @ArchTest
    static final ArchRule servletsAreNamedWhereTheyAreThereOnly = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.mlbatch.service.http.platform.ServletPeer")
            .and()
            .haveNameNotMatching("io\\.mlbatch\\.springboot\\.MislabeledJsonFilter.*")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jakarta.servlet..");

    @ArchTest
    static final ArchRule onlyTheBindingsTouchMessages = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.mlbatch.camel.MlbatchBinding")
            .and()
            // reads the headers for the binding
            .doNotHaveFullyQualifiedName("io.mlbatch.camel.MessageHeaders")
            .and()
            // asks whether a body is still the one that it was
            .doNotHaveFullyQualifiedName("io.mlbatch.camel.ResultsLifetime")
            .and()
            // a body that becomes CSV has another content type
            .doNotHaveFullyQualifiedName("io.mlbatch.camel.MlbatchConverter")
            .and()
            .resideOutsideOfPackage("io.mlbatch.camel.transform..")
            .and()
            .doNotHaveFullyQualifiedName("io.mlbatch.service.RecordBinding")
            .and()
            .doNotHaveFullyQualifiedName("io.mlbatch.service.OutputRule")
            .and()
            .doNotHaveFullyQualifiedName("io.mlbatch.service.http.platform.PlatformHttpApi")
            .should()
            .callMethodWhere(target(owner(assignableTo(Message.class)))
                    .and(target(nameMatching("(get|set|remove).*(Header|Headers|Body)"))));
}
