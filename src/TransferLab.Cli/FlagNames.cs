using TransferLab.Settings;

namespace TransferLab.Cli;

/// <summary>What settings are called on the command line, where messages of the library name them by their properties.</summary>
internal static class FlagNames
{
    /// <summary>The flag, with its value where the message has one.</summary>
    public static string Of(SettingName setting)
    {
        var declared = TrainingSettings.Of(setting)?.Name ?? setting.Name;
        var name = setting.IsPositional ? declared.ToUpperInvariant() : "--" + declared;
        return setting.Value is null ? name : $"{name} {setting.Value}";
    }
}
