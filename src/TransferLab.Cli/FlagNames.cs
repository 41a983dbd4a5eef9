using TransferLab.Classifiers.Evaluation;
using TransferLab.DataChecks;
using TransferLab.Reports.Mlflow;
using TransferLab.Settings;

namespace TransferLab.Cli;

/// <summary>What settings are called on the command line, where messages of the library name them by their properties.</summary>
internal static class FlagNames
{
    /// <summary>The flag, with its value where the message has one.</summary>
    public static string Of(SettingName setting)
    {
        var name = setting.Property switch
        {
            // What a command takes without a flag.
            nameof(FineTuneOptions.Images) => "IMAGES",
            nameof(FineTuneOptions.FindLearningRate) => "--learning-rate",
            nameof(ComparisonOptions.Strategies) => "--freeze",
            nameof(BootstrapOptions.Resamples) => "--bootstrap",
            nameof(DataCheckOptions.NearDistance) => "--near",
            nameof(BackboneOptions.Height) or nameof(BackboneOptions.Width) => "--size",
            nameof(MlflowOptions.Server) => "--mlflow",
            nameof(MlflowOptions.Experiment) => "--mlflow-experiment",
            _ => "--" + (TrainingSettings.Of(setting)?.Name ?? setting.Hyphenated),
        };
        return setting.Value is null ? name : $"{name} {setting.Value}";
    }
}
