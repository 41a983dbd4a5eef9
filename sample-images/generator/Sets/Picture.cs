using SampleImages.Generator.Defects;

namespace SampleImages.Generator.Sets;

/// <summary>One picture to be made. Its pixels depend on nothing else.</summary>
/// <param name="Seed">Of the whole collection.</param>
/// <param name="Set">Number of the set, so that sets share no pictures.</param>
/// <param name="Index">Place in the set, from 0.</param>
/// <param name="Defects">What is wrong with the part, with strengths of 0 to 1.</param>
internal sealed record Picture(long Seed, int Set, int Index, IReadOnlyList<(DefectKind Kind, float Strength)> Defects)
{
    /// <summary>A name as a camera gives it: it counts, and says nothing of what is to be seen.</summary>
    public string FileName => $"part_{Index + 1:0000}.jpg";

    /// <summary>The names of the defects, sorted.</summary>
    public IEnumerable<string> Labels => Defects.Select(d => DefectCatalog.Label(d.Kind)).Order(StringComparer.Ordinal);
}
