namespace TransferLab.Optimizers.Schedules;

/// <summary>All schedules by name; help texts and lists are made from it. To add one: its class, and a line here.</summary>
internal static class ScheduleCatalog
{
    private static readonly (ScheduleInfo Info, Func<double, LearningRateSchedule> Create)[] s_entries =
    [
        (new("constant", "the same learning rate throughout"), static r => new ConstantSchedule(r)),
        (new("one-cycle", "up to the learning rate over the first 30 %, then down to almost nothing, along cosines"), static r => new OneCycleSchedule(r)),
        (new("cosine", "down to 0 along half a cosine"), static r => new CosineSchedule(r)),
        (new("step", "a tenth of the rate after each third of the training"), static r => new StepSchedule(r)),
        (new("exponential", "down to a hundredth, by the same ratio every step"), static r => new ExponentialSchedule(r)),
        (new("warm-up-constant", "up linearly over the first 10 %, then constant"), static r => new WarmUpSchedule(new ConstantSchedule(r))),
        (new("warm-up-cosine", "up linearly over the first 10 %, then down to 0 along half a cosine"), static r => new WarmUpSchedule(new CosineSchedule(r))),
    ];

    /// <summary>What there is.</summary>
    public static ImmutableArray<ScheduleInfo> All { get; } = [.. s_entries.Select(e => e.Info)];

    /// <summary>The names, in the order of <see cref="All"/>.</summary>
    public static ImmutableArray<string> Names { get; } = [.. s_entries.Select(e => e.Info.Name)];

    /// <summary>Creates a schedule with its default constants.</summary>
    /// <param name="name">One of <see cref="Names"/>, in any case.</param>
    /// <param name="rate">The highest learning rate.</param>
    /// <exception cref="SettingException">The name is unknown; the message lists the names.</exception>
    public static LearningRateSchedule Create(string name, double rate)
    {
        foreach (var entry in s_entries)
            if (string.Equals(entry.Info.Name, name, StringComparison.OrdinalIgnoreCase))
                return entry.Create(rate);
        throw new SettingException($"There is no schedule '{name}'; choose one of {string.Join(", ", Names)}.");
    }
}

/// <summary>An entry of the catalogue.</summary>
/// <param name="Name">The name people write, e.g. <c>one-cycle</c>.</param>
/// <param name="Description">One line for help texts.</param>
internal sealed record ScheduleInfo(string Name, string Description);
