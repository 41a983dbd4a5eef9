namespace TransferLab.Runtime.Tests;

public class SessionSettingsTests
{
    [Fact]
    public void Settings_do_not_change_results()
    {
        SessionSettings[] all =
        [
            new(),
            new() { Threads = 1, Optimization = GraphOptimization.None, MemoryPattern = false, CpuArena = false, AllowSpinning = false, Deterministic = false },
            new() { Threads = 3, Optimization = GraphOptimization.Basic, Providers = [new ExecutionProvider("cpu")] },
            new() { Optimization = GraphOptimization.Extended, ConfigEntries = new Dictionary<string, string> { ["session.set_denormal_as_zero"] = "1" } },
        ];
        using var x = OrtValue.From<float>([1, 2, 3], 1, 3);
        using var b = OrtValue.From<float>([1, 1, 1], 3);
        foreach (var settings in all)
        {
            using var session = new InferenceSession(Models.Affine(), settings);
            using var y = session.Run(Models.Feeds(("x", x), ("b", b)), ["y"], TestContext.Current.CancellationToken)[0];
            Assert.Equal([3f, 5, 7], y.Span<float>().ToArray());
        }
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new InferenceSession(Models.Affine(), new SessionSettings { Threads = -1 }));
        Assert.Throws<ArgumentException>(() => new InferenceSession(Models.Affine(), new SessionSettings { Optimization = (GraphOptimization)5 }));
        var entries = new Dictionary<string, string> { [""] = "1" };
        Assert.Throws<OrtException>(() => new InferenceSession(Models.Affine(), new SessionSettings { ConfigEntries = entries }));
    }

    [Fact]
    public void Providers_that_are_not_built_in_are_refused_with_those_that_are()
    {
        Assert.Contains("CPUExecutionProvider", OrtRuntime.AvailableProviders);
        var settings = new SessionSettings { Providers = [new ExecutionProvider("Abacus")] };
        var error = Assert.Throws<ArgumentException>(() => new InferenceSession(Models.Affine(), settings));
        Assert.Contains("'Abacus' is not part of this ONNX Runtime", error.Message, StringComparison.Ordinal);
        Assert.Contains(string.Join(", ", OrtRuntime.AvailableProviders), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Providers_that_are_built_in_run_the_model_or_say_why_they_cannot()
    {
        using var x = OrtValue.From<float>([1, 2, 3], 1, 3);
        using var b = OrtValue.From<float>([1, 1, 1], 3);
        // WebGPU is left out: it asks the machine's graphics driver, which writes to the terminal.
        foreach (var provider in OrtRuntime.AvailableProviders.Where(p => p != "WebGpuExecutionProvider"))
        {
            InferenceSession session;
            try
            {
                session = new InferenceSession(Models.Affine(), new SessionSettings { Providers = [new ExecutionProvider(provider)] });
            }
            catch (OrtException e)
            {
                // Built in, but without its driver or device on this machine.
                Assert.StartsWith("ONNX Runtime could not ", e.Message, StringComparison.Ordinal);
                TestContext.Current.TestOutputHelper?.WriteLine(provider + ": " + e.Message);
                continue;
            }
            using (session)
            {
                using var y = session.Run(Models.Feeds(("x", x), ("b", b)), ["y"], TestContext.Current.CancellationToken)[0];
                Assert.Equal([3f, 5, 7], y.Span<float>().ToArray());
            }
        }
    }

    [Fact]
    public void Profile_and_optimized_model_are_written_where_they_are_asked_for()
    {
        var folder = Directory.CreateTempSubdirectory("transferlab-ünicode-").FullName;
        try
        {
            var optimized = Path.Combine(folder, "optimized.onnx");
            var settings = new SessionSettings { ProfilePrefix = Path.Combine(folder, "profile"), OptimizedModelPath = optimized, Optimization = GraphOptimization.Basic };
            using (var session = new InferenceSession(Models.Affine(), settings))
            {
                var profile = session.EndProfiling();
                Assert.StartsWith(settings.ProfilePrefix, profile, StringComparison.Ordinal);
                Assert.True(new FileInfo(profile).Length > 0);
            }
            using var again = new InferenceSession(optimized);
            Assert.Equal(["x", "b"], again.Inputs.Select(i => i.Name));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Initializers_listed_as_inputs_may_be_fed_and_need_not()
    {
        using var session = new InferenceSession(Models.WithDefault());
        Assert.Equal(["x"], session.Inputs.Select(i => i.Name));
        Assert.Equal(["bias"], session.OptionalInputs.Select(i => i.Name));
        using var x = OrtValue.From<float>([1], 1);
        using var bias = OrtValue.From<float>([100], 1);
        var token = TestContext.Current.CancellationToken;
        using var standard = session.Run(Models.Feeds(("x", x)), ["y"], token)[0];
        using var replaced = session.Run(Models.Feeds(("x", x), ("bias", bias)), ["y"], token)[0];
        Assert.Equal(11, standard.Span<float>()[0]);
        Assert.Equal(101, replaced.Span<float>()[0]);
    }
}
