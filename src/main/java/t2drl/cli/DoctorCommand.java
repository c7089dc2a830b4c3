package t2drl.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import t2drl.device.Diagnosis;
import t2drl.policy.NativeLibrary;

/** Tells what this machine offers and what would help. */
@Command(
        name = "doctor",
        description = "Shows this Java, the devices found, which one auto takes and why, and what would help.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Mixin
    private JsonOption json;

    @Override
    public void run() {
        json.check();
        Diagnosis diagnosis = Diagnosis.ofThisMachine(NativeLibrary.exists());
        json.write(diagnosis);
        PrintWriter out = spec.commandLine().getOut();
        out.print(diagnosis.text());
        out.flush();
    }
}
