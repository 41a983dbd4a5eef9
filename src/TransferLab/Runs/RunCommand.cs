namespace TransferLab.Runs;

/// <summary>The command line that repeats a run.</summary>
public static class RunCommand
{
    // A repeated run says these whether or not they are the default: they are what a reader looks for, or have another default on the command line.
    private static readonly string[] s_always = ["freeze", "optimizer", "seed", "feature-cache"];

    /// <summary>The command: every setting that is not the default, what the run settled about the backbone's input included.</summary>
    /// <param name="config">What the run was started with.</param>
    /// <param name="output">Folder of the repeated run.</param>
    public static string Of(RunConfig config, string output) => string.Join(' ', Words(config, output).Select(Shell.Quote));

    /// <summary>The flag of a name.</summary>
    internal static string Flag(string name) => $"--{name}";

    /// <summary>The same as words, without quotes.</summary>
    internal static IEnumerable<string> Words(RunConfig c, string output)
    {
        ArgumentNullException.ThrowIfNull(c);
        List<string> words = ["transferlab", "train", .. c.Dataset.Roots ?? [c.Dataset.Root]];
        Add("backbone", c.Backbone.Path);
        foreach (var (name, value) in Settled(c.Backbone))
            Add(name, value);
        foreach (var setting in TrainingSettings.All.Where(s => s.IsAsked))
        {
            var standard = setting.Read(TrainingSettings.Standard);
            if (RunConfigMapping.TextOf(c, setting) is { } text
                && (s_always.Contains(setting.Name) || !string.Equals(text, standard, StringComparison.OrdinalIgnoreCase)))
                Add(setting.Name, setting.Kind switch { SettingKind.Switch => "", SettingKind.Choice => text.ToLowerInvariant(), _ => text });
        }
        // A run on the cpu says nothing of devices.
        foreach (var name in (string[])["device", "provider-library"])
            if (c.Settings.TryGetValue(name, out var value))
                Add(name, value);
        Add("output", output);
        return words;

        void Add(string name, string value)
        {
            // As one word what may begin with a hyphen.
            if (name == "group-by" || value.StartsWith('-'))
                words.Add($"{Flag(name)}={value}");
            else
                words.AddRange(value.Length == 0 ? [Flag(name)] : [Flag(name), value]);
        }
    }

    private static IEnumerable<(string Name, string Value)> Settled(RunBackbone backbone)
    {
        if (!backbone.Settings.TryGetValue("spec", out var json))
            return [];
        var spec = BackboneSpec.FromJson(json);
        var options = new BackboneOptions
        {
            PixelScale = spec.PixelScale,
            Mean = spec.Mean,
            Std = spec.Std,
            Channels = spec.Channels,
            Layout = spec.Layout,
            ResizeMode = spec.ResizeMode,
            InputName = spec.InputName,
            Height = spec.Height == spec.Width ? spec.Height : null,
            FeatureValue = backbone.Settings.GetValueOrDefault("feature-value") is { Length: > 0 } features ? features : null,
        };
        return BackboneSettings.All.Select(s => (s.Name, Value: s.Read(options))).Where(s => s.Value is not null).Select(s => (s.Name, s.Value!));
    }
}
