using System.Globalization;

namespace TransferLab.Imaging.Augmentation;

/// <summary>Checks of parameters; messages name them as policy files do.</summary>
internal static class Ranges
{
    /// <summary>lowest &lt;= min &lt;= max &lt;= highest; NaN fails.</summary>
    public static void Check(ImageTransform transform, string name, double min, double max, double lowest, double highest)
    {
        if (!(min >= lowest && min <= max && max <= highest))
            throw Out(transform, $"{name} from {Text(min)} to {Text(max)} is out of range: {Text(lowest)} <= first <= second <= {Text(highest)}.");
    }

    /// <summary>lowest &lt;= value &lt;= highest; NaN fails.</summary>
    public static void Check(ImageTransform transform, string name, double value, double lowest, double highest)
    {
        if (!(value >= lowest && value <= highest))
            throw Out(transform, $"{name} {Text(value)} is out of range: {Text(lowest)} to {Text(highest)}.");
    }

    /// <summary>A member of the enumeration.</summary>
    public static void Check<T>(ImageTransform transform, string name, T value) where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
            throw Out(transform, $"{name} {value} is not known.");
    }

    private static ArgumentException Out(ImageTransform transform, string problem) => new($"{transform.GetType().Name}: {problem}");

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
