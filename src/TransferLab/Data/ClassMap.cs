using System.Collections;

namespace TransferLab.Data;

/// <summary>The labels of a classifier in the order of its outputs. Immutable; labels are distinct and compared ordinally.</summary>
internal sealed class ClassMap : IReadOnlyList<string>
{
    private readonly ImmutableArray<string> _labels;
    private readonly Dictionary<string, int> _index;

    /// <summary>Creates a map whose order is the order given.</summary>
    /// <exception cref="DatasetException">A label is empty or occurs twice.</exception>
    public ClassMap(params IEnumerable<string> labels)
    {
        _labels = [.. labels];
        _index = new Dictionary<string, int>(_labels.Length, StringComparer.Ordinal);
        for (var i = 0; i < _labels.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(_labels[i]))
                throw new DatasetException($"Label {i} is empty: give every class a name.");
            if (!_index.TryAdd(_labels[i], i))
                throw new DatasetException($"The label '{_labels[i]}' occurs twice: every class needs a name of its own.");
        }
    }

    /// <summary>Number of classes.</summary>
    public int Count => _labels.Length;

    /// <summary>The label of a class.</summary>
    public string this[int index] => _labels[index];

    /// <summary>The labels in order.</summary>
    public ImmutableArray<string> Labels => _labels;

    /// <summary>The index of a label, or -1.</summary>
    public int IndexOf(string label) => _index.GetValueOrDefault(label, -1);

    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_labels).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
