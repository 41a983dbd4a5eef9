using System.Globalization;

namespace TransferLab.Settings;

/// <summary>Numbers as a run persists them: every digit that it takes to read the same number again, in any culture.</summary>
internal static class SettingNumber
{
    /// <summary>As text.</summary>
    public static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>From text.</summary>
    /// <exception cref="FormatException">It is no number.</exception>
    public static double Parse(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
