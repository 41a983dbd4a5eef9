using System.Globalization;

namespace TransferLab.Testing.Reference;

/// <summary>One element of an array that was compared: where it lies, both values, and how far apart they are.</summary>
internal readonly record struct ElementError(string Name, int Offset, int[] Index, double Actual, double Expected, double Error)
{
    /// <summary>Compares elements; the error of each is |actual - expected| / (|expected| + mean |expected| + 0.001), infinite where a value is no number.</summary>
    /// <param name="name">How messages name the array.</param>
    /// <param name="actual">What was computed.</param>
    /// <param name="expected">What is right, by row-major position.</param>
    public static IEnumerable<ElementError> Compare(string name, NDArray actual, IReadOnlyDictionary<int, double> expected)
    {
        var floor = 1e-3 + (expected.Count == 0 ? 0 : expected.Values.Average(Math.Abs));
        foreach (var (offset, want) in expected)
        {
            var have = actual.Values[offset];
            var error = have.Equals(want) ? 0 : Math.Abs(have - want) / (Math.Abs(want) + floor);
            yield return new ElementError(name, offset, actual.IndexOf(offset), have, want, double.IsNaN(error) ? double.PositiveInfinity : error);
        }
    }

    /// <summary>Compares all elements of two arrays of the same shape.</summary>
    public static IEnumerable<ElementError> Compare(string name, NDArray actual, NDArray expected) =>
        Compare(name, actual, Enumerable.Range(0, expected.Count).ToDictionary(i => i, i => expected.Values[i]));

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name}[{string.Join(',', Index)}] is {Actual:G9}, should be {Expected:G9} (error {Error:E2})");
}
