namespace TransferLab.MLNet.Lookahead;

/// <summary>A view with the image column once more under its inner name; cursors over that column read ahead.</summary>
internal sealed class ImageDataView : IDataView
{
    private readonly IDataView _input;
    private readonly string _column;
    private readonly bool _bytes;
    private readonly ImageModel _model;

    public ImageDataView(IDataView input, string column, string innerColumn, bool bytes, ImageModel model)
    {
        (_input, _column, _bytes, _model) = (input, column, bytes, model);
        var schema = new DataViewSchema.Builder();
        foreach (var c in input.Schema)
            schema.AddColumn(c.Name, c.Type, c.Annotations);
        schema.AddColumn(innerColumn, input.Schema[column].Type, null);
        Schema = schema.ToSchema();
    }

    // Another order would need other rows read ahead.
    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => _input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = columnsNeeded.Select(c => c.Index).ToHashSet();
        var withImage = active.Contains(Schema.Count - 1);
        var inner = active.Where(i => i < Schema.Count - 1).Select(i => _input.Schema[i]);
        if (withImage)
            inner = inner.Append(_input.Schema[_column]);
        return new Cursor(this, _input.GetRowCursor(inner.Distinct()), active, withImage);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(ImageDataView view, DataViewRowCursor inner, HashSet<int> active, bool readsAhead) : DataViewRowCursor
    {
        private ImageReadAhead? _ahead;
        private bool _isAtEnd;

        public override long Position => inner.Position;

        public override long Batch => inner.Batch;

        public override DataViewSchema Schema => view.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column))
                throw new InvalidOperationException($"The column '{column.Name}' was not asked for when the cursor was made.");
            return inner.GetGetter<TValue>(column.Index == view.Schema.Count - 1 ? inner.Schema[view._column] : inner.Schema[column.Index]);
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => inner.GetIdGetter();

        public override bool MoveNext()
        {
            if (readsAhead && _ahead is null)
                _ahead = new(view._input, view._column, view._bytes, view._model);
            _isAtEnd = !inner.MoveNext();
            if (!_isAtEnd)
                _ahead?.Advance();
            return !_isAtEnd;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                // ML.NET hands the rows out in blocks to threads that are at work on them long after this cursor has ended: the images of all rows are still
                // wanted.
                if (!_isAtEnd)
                    _ahead?.Dispose();
                inner.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
