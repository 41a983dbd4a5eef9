using TransferLab.Comparison;

namespace TransferLab.Reports;

/// <summary>Shows a comparison of strategies in one format.</summary>
public interface IComparisonExporter
{
    /// <summary>Writes the comparison.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="folder">The comparison's folder; what is written goes there, whole or not at all.</param>
    /// <returns>Path of what was written.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    string Export(ComparisonSummary comparison, string folder);
}
