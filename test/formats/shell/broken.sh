echo 'open
rm $(((
case x in
`a "
