package t2drl.study.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LocalRunnerTest {
    /** Hears what happens. */
    private static class Heard implements UnitRunner.Listener {
        final Map<String, UnitResult> results = Collections.synchronizedMap(new TreeMap<>());
        final List<String> failed = new ArrayList<>();

        @Override
        public boolean stopped() {
            return false;
        }

        @Override
        public void progress(Unit unit, double part) {
            assertThat(part).isBetween(0.0, 1.0);
        }

        @Override
        public void finished(Unit unit, UnitResult result) {
            results.put(unit.id(), result);
        }

        @Override
        public void failed(Unit unit, String reason) {
            failed.add(unit.id() + " " + reason);
        }
    }

    private static Unit random(int seed, String configuration) {
        return new Unit(
                "rcars-" + seed,
                Unit.Part.MAIN,
                "rcars",
                false,
                seed,
                configuration,
                "cpu",
                "test",
                List.of(new Unit.Trial("rcars", "users", 3, 4, false)));
    }

    private static List<Unit> units() {
        return IntStream.range(0, 6).mapToObj(seed -> random(seed, "{}")).toList();
    }

    @Test
    void givesTheSameOnAnyNumberOfThreads() {
        Heard one = new Heard();
        Heard three = new Heard();
        new LocalRunner(1, null).run(units(), one);
        new LocalRunner(3, null).run(units(), three);

        assertThat(one.results).hasSize(6).isEqualTo(three.results);
        assertThat(one.results.get("rcars-1")).isNotEqualTo(one.results.get("rcars-2"));
    }

    @Test
    void aUnitThatFailsFailsAlone() {
        List<Unit> units = new ArrayList<>(units());
        units.add(
                2,
                new Unit(
                        "poisoned",
                        Unit.Part.MAIN,
                        "rcars",
                        false,
                        0,
                        "{}",
                        "cpu",
                        "test",
                        List.of(new Unit.Trial("no such method", "", 0, 1, false))));
        Heard heard = new Heard();

        new LocalRunner(2, null).run(units, heard);

        assertThat(heard.results).hasSize(6);
        assertThat(heard.failed).singleElement().asString().startsWith("poisoned");
    }

    @Test
    void stopsWhenAsked() {
        Heard heard = new Heard() {
            @Override
            public boolean stopped() {
                return results.size() >= 2;
            }
        };

        new LocalRunner(1, null).run(units(), heard);

        assertThat(heard.results).hasSize(2);
        assertThat(heard.failed).isEmpty();
    }
}
