package t2drl.study.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2drl.common.UserException;
import t2drl.config.Configuration;
import t2drl.config.ConfigurationPrinter;
import t2drl.study.compare.UnitResult.CurvePoint;
import t2drl.study.compare.UnitResult.Figures;
import t2drl.study.compare.UnitResult.TrialResult;
import t2drl.testing.Mutations;

class StudyFolderTest {
    private static final int ROUNDS = Integer.getInteger("t2drl.fuzz", 1_000);

    @TempDir
    Path folder;

    private static final Unit UNIT = unit("{}", "cpu");

    private static Unit unit(String configuration, String device) {
        return new Unit(
                "t2drl-seed3",
                Unit.Part.MAIN,
                "t2drl",
                true,
                3,
                configuration,
                device,
                "0.1.0",
                List.of(new Unit.Trial("t2drl", "users", 20, 7, false)));
    }

    private static UnitResult result() {
        double third = 1 / 3.0;
        return new UnitResult(
                12.5,
                600,
                List.of(new CurvePoint(64, third, 0.5, 0.25)),
                List.of(new TrialResult(
                        UNIT.trials().getFirst(),
                        new Figures(third, 2, 3, 4, 5, 6, 7, 8, Math.PI),
                        List.of(third, 1e-17),
                        List.of(),
                        List.of(List.of(0.5)),
                        List.of())));
    }

    @Test
    void keepsResultsToTheLastBit() {
        try (StudyFolder study = new StudyFolder(folder.resolve("new/study"))) {
            assertThat(study.find(UNIT)).isEmpty();
            study.save(UNIT, result());
        }
        try (StudyFolder study = new StudyFolder(folder.resolve("new/study"))) {
            assertThat(study.find(UNIT)).contains(result());
        }
    }

    @Test
    void refusesResultsThatWereAskedForOtherwise() {
        try (StudyFolder study = new StudyFolder(folder)) {
            study.save(UNIT, result());

            assertThatThrownBy(() -> study.find(unit("{\"users\": 3}", "cpu")))
                    .isInstanceOf(UserException.class)
                    .hasMessageContainingAll("another study", "configurations differ", "t2drl-seed3.json");
            assertThatThrownBy(() -> study.find(unit("{}", "scalar"))).hasMessageContaining("devices differ");
        }
    }

    @Test
    void findsWhatWasAskedForBeforeAKeyCameToBe() {
        String now = ConfigurationPrinter.json(Configuration.defaults());
        String before = now.replaceFirst(",\\s*\"prediction\" : \"clean\"", "");
        assertThat(before).isNotEqualTo(now);
        try (StudyFolder study = new StudyFolder(folder)) {
            study.save(unit(before, "cpu"), result());

            assertThat(study.find(unit(now, "cpu"))).contains(result());
            assertThatThrownBy(() -> study.find(unit(now.replace("\"clean\"", "\"noise\""), "cpu")))
                    .hasMessageContaining("configurations differ");
        }
    }

    @Test
    void aDamagedPieceIsNamed() throws IOException {
        try (StudyFolder study = new StudyFolder(folder)) {
            study.save(UNIT, result());
            Path file = folder.resolve("units/t2drl-seed3.json");
            Files.writeString(file, Files.readString(file).substring(0, 100));

            assertThatThrownBy(() -> study.find(UNIT))
                    .isInstanceOf(UserException.class)
                    .hasMessageContainingAll("damaged", file.toString());
        }
    }

    /** Its file is taken for what it is, another study's, or damaged. */
    @Test
    void mutatedPieces() throws IOException {
        Unit unit = unit(ConfigurationPrinter.json(Configuration.defaults()), "cpu");
        Random random = new Random(1);
        int read = 0;
        try (StudyFolder study = new StudyFolder(folder)) {
            study.save(unit, result());
            Path file = folder.resolve("units/t2drl-seed3.json");
            String sound = Files.readString(file);
            for (int round = 0; round < ROUNDS; round++) {
                // The configuration, a text in the file, is long: mostly something else is changed.
                String text = random.nextInt(4) == 0
                        ? Mutations.text(sound, random)
                        : Mutations.text(sound.substring(0, 100), random)
                                + sound.substring(100, sound.length() - 600)
                                + Mutations.text(sound.substring(sound.length() - 600), random);
                Files.writeString(file, text);
                try {
                    UnitResult found = study.find(unit).orElseThrow();
                    new StudyResults().add(unit, found);
                    assertThat(found.trials())
                            .flatExtracting(TrialResult::episodeCosts)
                            .doesNotContainNull();
                    read++;
                } catch (UserException e) {
                    assertThat(e.getMessage())
                            .as("round %d", round)
                            .endsWith(".")
                            .doesNotContain("Exception", "\n");
                } catch (RuntimeException | StackOverflowError e) {
                    throw new AssertionError("round %d: %s".formatted(round, text), e);
                }
            }
        }
        assertThat(read).isBetween(ROUNDS / 500, ROUNDS * 99 / 100);
    }

    @Test
    void oneStudyAtATime() {
        try (StudyFolder _ = new StudyFolder(folder)) {
            assertThatThrownBy(() -> new StudyFolder(folder))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("Another process works in");
        }
        new StudyFolder(folder).close();
    }

    @Test
    void leavesOtherFoldersAlone() throws IOException {
        Files.writeString(folder.resolve("thesis.tex"), "");

        assertThatThrownBy(() -> new StudyFolder(folder))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no study of this program");
        assertThat(folder.toFile().list()).containsExactly("thesis.tex");
    }
}
