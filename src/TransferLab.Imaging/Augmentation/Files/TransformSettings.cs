using System.Text.Json;

namespace TransferLab.Imaging.Augmentation.Files;

/// <summary>The keys of one transform in a policy file. Each that is asked for is known; those that nobody asked for are errors.</summary>
/// <param name="json">The transform's object.</param>
internal sealed class TransformSettings(JsonElement json)
{
    private readonly List<string> _known = [PolicyFile.Operation];

    /// <summary>The key <c>probability</c>; 0.5 where it is not given.</summary>
    public double Probability() => Number("probability", 0.5);

    /// <summary>A number; the standard where it is not given.</summary>
    public double Number(string key, double standard) => Find(key) is { } value ? Number(key, value) : standard;

    /// <summary>A whole number; the standard where it is not given.</summary>
    public int Whole(string key, int standard) => Find(key) is { } value ? Whole(key, value) : standard;

    /// <summary>What is made of two numbers, <c>[low, high]</c>, or of one that is both.</summary>
    public T Range<T>(string key, double low, double high, Func<double, double, T> make) => Pair(key, low, high, Number, make);

    /// <summary>What is made of two whole numbers, <c>[low, high]</c>, or of one that is both.</summary>
    public T WholeRange<T>(string key, int low, int high, Func<int, int, T> make) => Pair(key, low, high, Whole, make);

    /// <summary>One of the values of an enumeration, by its lower-case name.</summary>
    public T Choice<T>(string key, T standard) where T : struct, Enum => Find(key) is { } value ? Choice<T>(key, value) : standard;

    /// <summary>One of the values of an enumeration, by its lower-case name.</summary>
    public static T Choice<T>(string key, JsonElement value) where T : struct, Enum
    {
        var names = Enum.GetNames<T>().Select(n => n.ToLowerInvariant()).ToArray();
        var index = value.ValueKind == JsonValueKind.String ? Array.IndexOf(names, value.GetString()) : -1;
        return index >= 0
            ? Enum.GetValues<T>()[index]
            : throw new FormatException($"'{key}' is {PolicyFile.Shown(value)}; choose one of {string.Join(", ", names)}.");
    }

    /// <exception cref="FormatException">There is a key that nobody asked for.</exception>
    public void RefuseOthers()
    {
        foreach (var property in json.EnumerateObject())
            if (!_known.Contains(property.Name))
                throw new FormatException($"'{property.Name}' is not known here; it takes {string.Join(", ", _known)}.");
    }

    private JsonElement? Find(string key)
    {
        _known.Add(key);
        return json.TryGetProperty(key, out var value) ? value : null;
    }

    private TResult Pair<T, TResult>(string key, T low, T high, Func<string, JsonElement, T> read, Func<T, T, TResult> make)
    {
        if (Find(key) is not { } value)
            return make(low, high);
        if (value.ValueKind != JsonValueKind.Array)
            return make(read(key, value), read(key, value));
        return value.GetArrayLength() == 2 ? make(read(key, value[0]), read(key, value[1]))
            : throw new FormatException($"'{key}' has {value.GetArrayLength()} numbers; it takes two, the lowest and the highest, or one that is both.");
    }

    private static double Number(string key, JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number)
        ? number
        : throw new FormatException($"'{key}' is {PolicyFile.Shown(value)} where a number is needed.");

    private static int Whole(string key, JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
        ? number
        : throw new FormatException($"'{key}' is {PolicyFile.Shown(value)} where a whole number is needed.");
}
