using TransferLab.Errors;

namespace TransferLab.Runtime;

/// <summary>Which kernels in C# take the place of the runtime's own, as the environment variable <see cref="Variable"/> says:
/// the instructions to use (<c>avx2</c>, <c>avx512</c>, <c>arm</c>, <c>portable</c>; left out: the best of the processor) or
/// <c>off</c>, then after commas what is not to be taken over, e.g. <c>avx2,no-pool</c>. Read once per process.</summary>
public sealed record KernelChoice
{
    /// <summary>Name of the environment variable.</summary>
    public const string Variable = "TRANSFERLAB_KERNELS";

    private static readonly (string Word, KernelPath Path)[] s_paths =
        [("avx2", KernelPath.Avx2), ("avx512", KernelPath.Avx512), ("arm", KernelPath.Arm), ("portable", KernelPath.Portable)];
    private static readonly string[] s_kernels = ["conv", "depthwise", "pool", "activation", "linear", "norm", "winograd"];
    private static readonly Lazy<KernelChoice> s_current = new(() => Parse(Environment.GetEnvironmentVariable(Variable)), LazyThreadSafetyMode.PublicationOnly);

    private readonly Lazy<KernelSet> _kernels;

    private KernelChoice() => _kernels = new(() => KernelSet.Of(Path ?? KernelPaths.Best, Winograd));

    /// <summary>What the environment says.</summary>
    /// <exception cref="SettingException">It says what is not known, or names instructions that the processor lacks.</exception>
    public static KernelChoice Current => s_current.Value;

    /// <summary>Whether any kernel in C# is used.</summary>
    public bool IsOn { get; private init; } = true;
    /// <summary>Whether convolutions are taken over that are not depthwise.</summary>
    public bool Convolutions { get; private init; } = true;
    /// <summary>Whether depthwise convolutions are taken over.</summary>
    public bool Depthwise { get; private init; } = true;
    /// <summary>Whether pooling is taken over.</summary>
    public bool Pooling { get; private init; } = true;
    /// <summary>Whether ReLU, Clip and GELU are taken over.</summary>
    public bool Activations { get; private init; } = true;
    /// <summary>Whether products of rows and a matrix of weights are taken over.</summary>
    public bool Linear { get; private init; } = true;
    /// <summary>Whether gradients of layer normalisation and softmax are taken over.</summary>
    public bool Normalization { get; private init; } = true;
    /// <summary>Whether 3×3 convolutions may be computed by Winograd's way.</summary>
    public bool Winograd { get; private init; } = true;

    /// <summary>The kernels of this choice.</summary>
    internal KernelSet Kernels => _kernels.Value;

    /// <summary>The instructions asked for; null for the best of the processor.</summary>
    internal KernelPath? Path { get; private init; }

    /// <summary>Reads the variable's text; null or empty is the default.</summary>
    /// <exception cref="SettingException">It says what is not known, or names instructions that the processor lacks.</exception>
    internal static KernelChoice Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return new KernelChoice();
        var words = text.Split(',', StringSplitOptions.TrimEntries).Select(w => w.ToLowerInvariant()).ToArray();
        var off = words[0] == "off";
        var path = s_paths.Where(p => p.Word == words[0]).Select(p => (KernelPath?)p.Path).FirstOrDefault();
        var without = words.Skip(off || path is not null ? 1 : 0).ToArray();
        if ((off && without.Length > 0) || without.FirstOrDefault(w => !s_kernels.Any(k => w == "no-" + k)) is not null)
            throw new SettingException($"The environment variable {Variable} is '{text}'. It must be off, or one of "
                + $"{string.Join(", ", s_paths.Select(p => p.Word))} "
                + $"(left out: the best of this processor) with any of {string.Join(", ", s_kernels.Select(k => "no-" + k))} after commas.");
        if (path is { } asked && !KernelPaths.IsSupported(asked))
            throw new SettingException($"The environment variable {Variable} asks for {words[0]}, which this processor does not have. "
                + "Leave it out to use the best that it has.");
        return new KernelChoice
        {
            IsOn = !off,
            Path = path,
            Convolutions = Takes("conv"),
            Depthwise = Takes("depthwise"),
            Pooling = Takes("pool"),
            Activations = Takes("activation"),
            Linear = Takes("linear"),
            Normalization = Takes("norm"),
            Winograd = Takes("winograd"),
        };

        bool Takes(string kernel) => !off && !without.Contains("no-" + kernel);
    }
}
