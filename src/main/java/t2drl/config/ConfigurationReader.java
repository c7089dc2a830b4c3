package t2drl.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import t2drl.agent.CachingSettings;
import t2drl.agent.Family;
import t2drl.agent.LearnerSettings;
import t2drl.common.AtomicFiles;
import t2drl.common.Records;
import t2drl.common.UserException;
import t2drl.edge.Scenario;
import t2drl.kernel.MapShape;

/**
 * Reads configurations, YAML or JSON. Keys are spelled out, with units; the symbols of the system model are accepted,
 * too. Keys that are not given have their defaults, which depend on the family of networks. All faults are reported at
 * once, in one {@link UserException}.
 */
public final class ConfigurationReader {
    private static final int MOST_BYTES = 1_000_000;

    private ConfigurationReader() {}

    /** Reads a file. */
    public static Configuration read(Path file) {
        String source = file.toString();
        return parse(text(file, source), source);
    }

    /** Reads a text; {@code source} names it in messages. */
    public static Configuration parse(String text, String source) {
        return read(ConfigParser.parse(text, source), source);
    }

    /** Reads a part of a JSON file; {@code source} names it in messages. */
    public static Configuration parse(JsonNode json, String source) {
        try (JsonParser parser = json.traverse()) {
            return read(ConfigParser.parse(parser, source), source);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Path file, String source) {
        if (Files.isDirectory(file)) {
            throw new UserException(source + " is a folder: name a configuration file.");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new UserException(source + " is larger than 1 MB, so it is no configuration file: name another.");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UserException(source + " is not a YAML or JSON file: it is not UTF-8 text.", e);
        } catch (IOException e) {
            throw new UserException(
                    "%s cannot be read (%s): name an existing configuration file."
                            .formatted(source, AtomicFiles.reason(e)),
                    e);
        }
    }

    private static Configuration read(ConfigNode.Mapping root, String source) {
        Faults faults = new Faults();
        List<ConfigNode.Entry> scenarioEntries = new ArrayList<>();
        List<ConfigNode.Entry> learnerEntries = new ArrayList<>();
        List<ConfigNode.Entry> cachingEntries = new ArrayList<>();
        for (ConfigNode.Entry entry : root.entries()) {
            switch (entry.key()) {
                case "units" -> {}
                case "learners" -> learnerEntries.addAll(section(entry, "learners", faults));
                case "L", "beta_min", "beta_max" -> learnerEntries.add(entry);
                default -> scenarioEntries.add(entry);
            }
        }
        for (ConfigNode.Entry entry : List.copyOf(learnerEntries)) {
            if (entry.key().equals("caching")) {
                learnerEntries.remove(entry);
                cachingEntries.addAll(section(entry, "learners.caching", faults));
            }
        }
        Family family = family(learnerEntries);

        Scenario.Builder scenario = new Scenario.Builder();
        if (family == Family.FLAT) {
            scenario.actionMap = MapShape.Kind.PROPORTIONAL;
        }
        SectionReader scenarioReader = new SectionReader(Keys.SCENARIO, scenario, faults);
        scenarioReader.read(scenarioEntries);
        Checks.scenario(scenario, scenarioReader);

        CachingSettings.Builder caching = new CachingSettings.Builder();
        SectionReader cachingReader = new SectionReader(Keys.CACHING, caching, faults);
        cachingReader.read(cachingEntries);
        Checks.caching(caching, cachingReader);

        LearnerSettings.Builder learners = new LearnerSettings.Builder(family);
        SectionReader learnerReader = new SectionReader(Keys.LEARNERS, learners, faults);
        learnerReader.read(learnerEntries);
        Checks.learners(learners, learnerReader);

        faults.throwIfAny(source);
        learners.caching = Records.build(CachingSettings.class, caching);
        return new Configuration(
                Records.build(Scenario.class, scenario), Records.build(LearnerSettings.class, learners));
    }

    private static List<ConfigNode.Entry> section(ConfigNode.Entry entry, String name, Faults faults) {
        if (entry.value() instanceof ConfigNode.Mapping mapping) {
            return mapping.entries();
        }
        faults.add(
                entry.line(),
                name + " must hold keys and values, got " + entry.value().description());
        return List.of();
    }

    /** The family decides on the defaults, so it is read before everything else; its faults are found later. */
    private static Family family(List<ConfigNode.Entry> learnerEntries) {
        LearnerSettings.Builder first = new LearnerSettings.Builder(Family.SHARED);
        new SectionReader(Keys.LEARNERS, first, new Faults()).read(learnerEntries);
        return first.family;
    }
}
