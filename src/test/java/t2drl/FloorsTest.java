package t2drl;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import jdk.incubator.vector.Vector;

/** The floors of the architecture: imports only point downwards. */
@AnalyzeClasses(packages = "t2drl", importOptions = ImportOption.DoNotIncludeTests.class)
class FloorsTest {
    private static final List<String[]> TOP_TO_BOTTOM = List.of(
            floor("cli"),
            floor("golden", "selfcheck"),
            floor("study"),
            floor("method"),
            floor("config"),
            floor("agent", "checkpoint", "fit", "measure", "policy", "solver"),
            floor("nn"),
            floor("edge"),
            floor("device"),
            floor("chart", "kernel"),
            floor("common"));

    @ArchTest
    static void noFloorImportsOneAbove(JavaClasses classes) {
        for (int below = 1; below < TOP_TO_BOTTOM.size(); below++) {
            for (String[] above : TOP_TO_BOTTOM.subList(0, below)) {
                noClasses()
                        .that()
                        .resideInAnyPackage(TOP_TO_BOTTOM.get(below))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(above)
                        .allowEmptyShould(true)
                        .check(classes);
            }
        }
    }

    @ArchTest
    static final ArchRule everyPackageHasAFloor = noClasses()
            .should()
            .resideOutsideOfPackages(
                    TOP_TO_BOTTOM.stream().flatMap(Arrays::stream).toArray(String[]::new));

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("t2drl.(*)..").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyTheVectorBackendSeesTheVectorApi = noClasses()
            .that()
            .resideOutsideOfPackage("t2drl.kernel.vector..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jdk.incubator.vector..");

    /** A vector that passes between compiled methods goes to the heap. */
    @ArchTest
    static final ArchRule vectorsStayInTheirMethods = noClasses()
            .that()
            .doNotHaveSimpleName("VectorMath")
            .and()
            .areNotAssignableTo("t2drl.kernel.vector.Elementwise")
            .should()
            .callMethodWhere(new DescribedPredicate<>("own, takes or returns a vector") {
                @Override
                public boolean test(JavaMethodCall call) {
                    var target = call.getTarget();
                    return target.getOwner().getPackageName().startsWith("t2drl")
                            && Stream.concat(
                                            Stream.of(target.getRawReturnType()),
                                            target.getRawParameterTypes().stream())
                                    .anyMatch(type -> type.isAssignableTo(Vector.class));
                }
            });

    @ArchTest
    static final ArchRule onlyTheCudaBackendSeesJCuda = noClasses()
            .that()
            .resideOutsideOfPackage("t2drl.kernel.cuda..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jcuda..");

    private static String[] floor(String... names) {
        return Arrays.stream(names).map(name -> "t2drl." + name + "..").toArray(String[]::new);
    }
}
