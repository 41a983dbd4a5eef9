using TransferLab.Autodiff.Losses;

namespace TransferLab.Objectives;

/// <summary>The loss of a run with its settings, in its text form <c>auto</c>, <c>cross-entropy</c>, <c>bce</c>, <c>focal:gamma=2,alpha=0.25</c>,
/// <c>asymmetric:gamma-=4,gamma+=1,clip=0.05</c>.</summary>
public sealed record LossSpec
{
    /// <summary>What is written for the help text.</summary>
    internal const string Forms = "auto, cross-entropy, bce, focal[:gamma=2,alpha=A], asymmetric[:gamma-=4,gamma+=1,clip=0.05]";

    private static SettingName Setting => new("Loss");

    /// <summary>The default: the plain loss of the task.</summary>
    public static LossSpec Auto { get; } = new();
    /// <summary>Which loss.</summary>
    public LossKind Kind { get; init; }
    /// <summary>Focal: the exponent γ, 0 to 10. Default 2.</summary>
    public double Gamma { get; init; } = 2;
    /// <summary>Focal, multi-label: factor α on labels that are there and 1−α on those that are not, above 0, below 1; null (default) for none.</summary>
    public double? Alpha { get; init; }
    /// <summary>Asymmetric: γ₋ of labels that are not there, 0 to 10. Default 4.</summary>
    public double GammaNegative { get; init; } = 4;
    /// <summary>Asymmetric: γ₊ of labels that are there, 0 to 10. Default 1.</summary>
    public double GammaPositive { get; init; } = 1;
    /// <summary>Asymmetric: the probability below which a label that is not there does not count, 0 to below 0.5. Default 0.05.</summary>
    public double Clip { get; init; } = 0.05;

    /// <summary>Reads the text form; settings that are left out have their defaults.</summary>
    /// <exception cref="SettingException">It is no loss, or a setting is unknown or out of range.</exception>
    public static LossSpec Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (name, settings) = text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? (text[..colon], text[(colon + 1)..]) : (text, "");
        var spec = new LossSpec
        {
            Kind = name.Trim().ToLowerInvariant() switch
            {
                "auto" or "" => LossKind.Auto,
                "cross-entropy" => LossKind.CrossEntropy,
                "bce" => LossKind.Bce,
                "focal" => LossKind.Focal,
                "asymmetric" => LossKind.Asymmetric,
                _ => throw new SettingException($"{Setting} '{name}' is not known; choose one of {Forms}."),
            },
        };
        foreach (var setting in settings.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            spec = spec.With(setting);
        spec.Validate();
        return spec;
    }

    /// <summary>Checks every value.</summary>
    /// <exception cref="SettingException">One is out of range.</exception>
    public void Validate()
    {
        SettingException.Require(Enum.IsDefined(Kind), $"{Setting} {Kind} is not known; choose one of {Forms}.");
        SettingException.Require(Gamma is >= 0 and <= 10, $"{Setting}: gamma={Gamma:R} is out of range: 0 to 10.");
        SettingException.Require(Alpha is null or (> 0 and < 1), $"{Setting}: alpha={Alpha ?? 0:R} is out of range: above 0, below 1.");
        SettingException.Require(GammaNegative is >= 0 and <= 10, $"{Setting}: gamma-={GammaNegative:R} is out of range: 0 to 10.");
        SettingException.Require(GammaPositive is >= 0 and <= 10, $"{Setting}: gamma+={GammaPositive:R} is out of range: 0 to 10.");
        SettingException.Require(Clip is >= 0 and < 0.5, $"{Setting}: clip={Clip:R} is out of range: 0 to below 0.5.");
    }

    /// <summary>Checks that the loss fits a task.</summary>
    /// <exception cref="SettingException">It does not.</exception>
    internal void CheckTask(LearningTask task)
    {
        var fits = Kind switch
        {
            LossKind.CrossEntropy => task == LearningTask.SingleLabel,
            LossKind.Bce or LossKind.Asymmetric => task == LearningTask.MultiLabel,
            _ => true,
        };
        SettingException.Require(fits,
            $"{Setting} {this} does not fit a {TaskNames.Of(task)} task: "
                + $"{(task == LearningTask.MultiLabel ? "bce, focal and asymmetric do" : "cross-entropy and focal do")}.");
        SettingException.Require(Alpha is null || task == LearningTask.MultiLabel,
            $"{Setting} {this}: alpha is for multi-label tasks; here {new SettingName("ClassWeights")} weighs the classes.");
    }

    /// <summary>The loss as nodes for the training graph.</summary>
    /// <param name="task">The task, which it fits.</param>
    /// <param name="smoothing">Label smoothing.</param>
    /// <param name="weights">A weight per class, of its positive examples in multi-label tasks; null for 1.</param>
    internal ILossFunction Create(LearningTask task, double smoothing, IReadOnlyList<float>? weights) => (Kind, task) switch
    {
        (LossKind.Focal, LearningTask.SingleLabel) => new SoftmaxFocalLoss(Gamma, smoothing, weights),
        (LossKind.Focal, _) => new SigmoidFocalLoss(Gamma, Alpha, smoothing, weights),
        (LossKind.Asymmetric, _) => new AsymmetricLoss(GammaNegative, GammaPositive, Clip, smoothing, weights),
        (_, LearningTask.SingleLabel) => new SoftmaxCrossEntropy(smoothing, weights),
        _ => new SigmoidBinaryCrossEntropy(smoothing, weights),
    };

    /// <summary>The text form, with every setting of the loss.</summary>
    public override string ToString() => Kind switch
    {
        LossKind.CrossEntropy => "cross-entropy",
        LossKind.Bce => "bce",
        LossKind.Focal => $"focal:gamma={Text(Gamma)}{(Alpha is { } alpha ? $",alpha={Text(alpha)}" : "")}",
        LossKind.Asymmetric => $"asymmetric:gamma-={Text(GammaNegative)},gamma+={Text(GammaPositive)},clip={Text(Clip)}",
        _ => "auto",
    };

    private LossSpec With(string setting)
    {
        var equals = setting.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0 || !double.TryParse(setting[(equals + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            throw new SettingException($"{Setting}: '{setting}' is no setting; write e.g. focal:gamma=2 or asymmetric:gamma-=4,gamma+=1,clip=0.05.");
        return (Kind, setting[..equals].Trim().ToLowerInvariant()) switch
        {
            (LossKind.Focal, "gamma") => this with { Gamma = value },
            (LossKind.Focal, "alpha") => this with { Alpha = value },
            (LossKind.Asymmetric, "gamma-") => this with { GammaNegative = value },
            (LossKind.Asymmetric, "gamma+") => this with { GammaPositive = value },
            (LossKind.Asymmetric, "clip") => this with { Clip = value },
            (_, var name) => throw new SettingException($"{Setting}: this loss has no setting '{name}'; there are {Forms}."),
        };
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>What training minimises.</summary>
public enum LossKind
{
    /// <summary>Cross-entropy for single-label tasks, binary cross-entropy for multi-label ones.</summary>
    Auto,
    /// <summary>Cross-entropy of a softmax; single-label tasks.</summary>
    CrossEntropy,
    /// <summary>Binary cross-entropy of a sigmoid per label; multi-label tasks.</summary>
    Bce,
    /// <summary>Focal loss (Lin et al. 2017); either task.</summary>
    Focal,
    /// <summary>Asymmetric loss (Ridnik et al. 2021); multi-label tasks.</summary>
    Asymmetric,
}
