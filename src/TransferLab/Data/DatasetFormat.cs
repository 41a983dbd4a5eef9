namespace TransferLab.Data;

/// <summary>How labels are attached to image files.</summary>
public enum DatasetFormat
{
    /// <summary>One sub-folder per class; its name is the label.</summary>
    ClassFolders,

    /// <summary>Folders <c>train</c> and <c>val</c> (and <c>test</c>), each with one sub-folder per class, or with a list of labels.</summary>
    SplitFolders,

    /// <summary>A file <c>labels.csv</c> with the columns <c>image,labels</c>; labels are joined by <c>|</c>.</summary>
    LabelsCsv,

    /// <summary>A file <c>labels.jsonl</c> with an object <c>{"image": "…", "labels": ["…"]}</c> a line.</summary>
    JsonLines,

    /// <summary>Several folders of different layouts.</summary>
    Mixed,
}
