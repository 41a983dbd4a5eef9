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
            new() { Threads = 3, Optimization = GraphOptimization.Basic },
            new() { Optimization = GraphOptimization.Extended },
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
    }

    [Fact]
    public void A_profile_is_written_where_it_is_asked_for()
    {
        var folder = Directory.CreateTempSubdirectory("transferlab-ünicode-").FullName;
        try
        {
            var settings = new SessionSettings { ProfilePrefix = Path.Combine(folder, "profile") };
            using var session = new InferenceSession(Models.Affine(), settings);
            var profile = session.EndProfiling();
            Assert.StartsWith(settings.ProfilePrefix, profile, StringComparison.Ordinal);
            Assert.True(new FileInfo(profile).Length > 0);
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
