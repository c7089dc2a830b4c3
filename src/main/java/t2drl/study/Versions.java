package t2drl.study;

import t2drl.common.Version;

/** What a run ran on, {@code versions.json}: what is needed to repeat it. */
public record Versions(String program, String java, String vm, String os, String device, int threads, long seed) {
    /** The versions of this process. */
    public static Versions here(String device, int threads, long seed) {
        return new Versions(
                "t2drl " + Version.current(),
                Runtime.version().toString(),
                "%s, %s".formatted(System.getProperty("java.vm.name"), System.getProperty("java.vendor")),
                "%s %s, %s"
                        .formatted(
                                System.getProperty("os.name"),
                                System.getProperty("os.version"),
                                System.getProperty("os.arch")),
                device,
                threads,
                seed);
    }
}
